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

/* All set-ups of fuzz-decoder.c are tried on each. */
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

/* Packets with zeros in them; hexadecimal. */
static const char * const packet_inputs[] = {
  "AABB0801000200030004000AAABB3FC00000C0100000AABB040102030400",
  "424D001C0000000000000001000200030000000000000000FFFB01C79A00040D424D001400010002",
  "0311220233000211000911220213C001DBDCDBDD02C0C0DB05C07E00030002007D5E7D316B7E7E000300FC7E",
  "0234313031313230303030313233340D0200000000000000D4303A3233353130303030303030313030310D0A",
  "A502A51B00A50D0453A50CFFA5040D0461A50B00050D820D010D01F4020D7F01C800000008041100000405060110",
  "001C801C0000001C3C47455443504D3E3E001CAAC0D4043A0AA1601DABFF860190400000007940050400",
  "0903020102FFFF0103000000020C0B3A3031303330300D0AF079010200F7E001020000FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
};

static void
replay (const guint8 *bytes,
        gsize         n)
{
  GArray *all = get_set_ups ();

  for (guint set_up = 0; set_up < all->len; set_up++) {
    /* The last one is a line that breaks. */
    static const guint8 cuts[] = { 0, 1, 2, 3, 0x10 };

    for (guint cut = 0; cut < G_N_ELEMENTS (cuts); cut++) {
      g_autofree guint8 *input = g_malloc (n + 2);

      input[0] = (guint8) set_up;
      input[1] = cuts[cut];
      memcpy (input + 2, bytes, n);
      fuzz_decoder (input, n + 2);
    }
  }
}

static void
test_decoders (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (decoder_inputs); i++)
    replay ((const guint8 *) decoder_inputs[i], strlen (decoder_inputs[i]));

  for (guint i = 0; i < G_N_ELEMENTS (packet_inputs); i++) {
    gsize n = strlen (packet_inputs[i]) / 2;
    g_autofree guint8 *bytes = g_malloc (n);

    for (gsize k = 0; k < n; k++)
      bytes[k] = (guint8) (g_ascii_xdigit_value (packet_inputs[i][2 * k]) << 4 | g_ascii_xdigit_value (packet_inputs[i][2 * k + 1]));
    replay (bytes, n);
  }
}

/* A kind that was added has a target of its own. */
static void
test_targets (void)
{
  const char *folder = g_getenv ("G_TEST_SRCDIR") != NULL ? g_getenv ("G_TEST_SRCDIR") : ".";
  g_autofree char *path = g_build_filename (folder, "acquire", "meson.build", NULL);
  g_autofree char *text = NULL;
  const char *list;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  list = strstr (text, "foreach kind : [");
  g_assert_nonnull (list);
  for (guint i = 0; rk_decoder_kind_nth (i) != NULL; i++) {
    g_autofree char *quoted = g_strdup_printf ("'%s',", rk_decoder_kind_nth (i)->id);

    if (strstr (list, quoted) == NULL)
      g_error ("%s has no target in tests/acquire/meson.build", quoted);
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
  g_test_add_func ("/acquire/fuzz/targets", test_targets);

  return g_test_run ();
}
