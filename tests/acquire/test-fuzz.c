/* Replays small inputs through the entries of the fuzzer: those it began with and those it found. */
#include "config.h"

#include <glib.h>
#include <string.h>

#define LLVMFuzzerTestOneInput fuzz_decoder
#include "fuzz-decoder.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_profile
#include "fuzz-profile.c"
#undef LLVMFuzzerTestOneInput

/* The first bytes are the set-up and the cut, see fuzz-decoder.c; all set-ups are tried on each. */
static const char * const decoder_inputs[] = {
  "T:21.5,H:40\nT:22\n",
  "temp,hum\r\n21,5;40\r\n",
  "a:\tb:\n1\t2\n12:30:05 5\r(1, 2)\n",
  "{\"a\":{\"b\":[1,2]}}\n{\"a\":1}{",
  "millis:4294967290,T:1\nmillis:3,T:1\n",
  ">a:1:2;3:4§V|g\n>p:1:2|xy\n",
  "N12.5kg;x\n-5:3.2/1t\n",
  "\x1b[31m1\x1b\n\xef\xbb\xbf" "2\xf8""C\n\xff\n",
  "DATA,TIME,1\nLABEL,a,b\n",
  ",,;\n:\n=\n|\"\n(\n)\n",
};

static const char * const profile_inputs[] = {
  "[Device]\nid=a\nname=A\n[Decoder]\nkind=delimited\ndecimal=comma\n[Channel T]\nunit=C\ndecimals=2\n",
  "[Device]\nid=a\nname=A\nusb=2341:*;\n[Decoder]\nkind=regex\npattern=(?<a>.)\n",
  "[Device]\nid=a\nname[ru]=A\nname=A\\s\n[Decoder]\nkind=teleplot\n",
  "[[\n]]\n=\n[Channel \n",
};

static void
test_decoders (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (decoder_inputs); i++) {
    for (guint set_up = 0; set_up < G_N_ELEMENTS (set_ups); set_up++) {
      for (guint cut = 0; cut < 4; cut++) {
        g_autofree char *input = g_strdup_printf ("%c%c%s", (char) (set_up + 8 * cut + 8), (char) (cut + 1), decoder_inputs[i]);

        fuzz_decoder ((const uint8_t *) input, strlen (input));
      }
    }
  }
}

static void
test_profiles (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (profile_inputs); i++)
    fuzz_profile ((const uint8_t *) profile_inputs[i], strlen (profile_inputs[i]));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/acquire/fuzz/decoders", test_decoders);
  g_test_add_func ("/acquire/fuzz/profiles", test_profiles);

  return g_test_run ();
}
