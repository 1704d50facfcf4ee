#pragma once

#include "acquire/decoder.h"

/* The decoders there are; decoder.c lists them. */
extern const RkDecoderKind rk_decoder_delimited;
extern const RkDecoderKind rk_decoder_json_lines;
extern const RkDecoderKind rk_decoder_regex;
extern const RkDecoderKind rk_decoder_teleplot;
