#pragma once

#include "acquire/decoder.h"

/* The decoders there are; decoder.c lists them. */
extern const RkDecoderKind rk_decoder_binary_frame;
extern const RkDecoderKind rk_decoder_binary_stream;
extern const RkDecoderKind rk_decoder_bm25x;
extern const RkDecoderKind rk_decoder_bm85x;
extern const RkDecoderKind rk_decoder_cem_dt885x;
extern const RkDecoderKind rk_decoder_cobs;
extern const RkDecoderKind rk_decoder_delimited;
extern const RkDecoderKind rk_decoder_dtm0660;
extern const RkDecoderKind rk_decoder_es519xx_19200_11b;
extern const RkDecoderKind rk_decoder_es519xx_19200_14b;
extern const RkDecoderKind rk_decoder_es519xx_2400_11b;
extern const RkDecoderKind rk_decoder_firmata;
extern const RkDecoderKind rk_decoder_fluke_qm;
extern const RkDecoderKind rk_decoder_fs9721;
extern const RkDecoderKind rk_decoder_fs9922;
extern const RkDecoderKind rk_decoder_gq_gmc;
extern const RkDecoderKind rk_decoder_json_lines;
extern const RkDecoderKind rk_decoder_labdisc;
extern const RkDecoderKind rk_decoder_labpro;
extern const RkDecoderKind rk_decoder_labpro_bin;
extern const RkDecoderKind rk_decoder_meter_121gw;
extern const RkDecoderKind rk_decoder_metex14;
extern const RkDecoderKind rk_decoder_mic985xx;
extern const RkDecoderKind rk_decoder_modbus_ascii;
extern const RkDecoderKind rk_decoder_modbus_rtu;
extern const RkDecoderKind rk_decoder_ms2115b;
extern const RkDecoderKind rk_decoder_ms8250d;
extern const RkDecoderKind rk_decoder_nmea0183;
extern const RkDecoderKind rk_decoder_regex;
extern const RkDecoderKind rk_decoder_rs9lcd;
extern const RkDecoderKind rk_decoder_shdlc;
extern const RkDecoderKind rk_decoder_slip;
extern const RkDecoderKind rk_decoder_teleplot;
extern const RkDecoderKind rk_decoder_tondaj_sl814;
extern const RkDecoderKind rk_decoder_ut71x;
extern const RkDecoderKind rk_decoder_vc870;
