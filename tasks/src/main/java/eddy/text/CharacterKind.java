package eddy.text;

import java.lang.Character.UnicodeScript;

/** What a character does at the boundaries of words. */
enum CharacterKind {
  /** A letter, or the underscore, that makes a word together with its neighbours. */
  LETTER,
  /** A digit or another number. */
  DIGIT,
  /** An accent or another mark, which belongs to the character before it. */
  MARK,
  /** Of a script without blanks between words, whose words only a dictionary could tell. */
  UNSPACED,
  /** Katakana, whose runs are mostly single words among other characters. */
  KATAKANA,
  /** Separates words: Unicode's property White_Space and the ASCII separators. */
  BLANK,
  /** Punctuation and all other signs. */
  SIGN;

  private static final char NEXT_LINE = '\u0085';
  private static final char PROLONGED_SOUND = '\u30fc';

  // Looking a script up takes long, so the 16-bit characters are looked up once.
  private static final CharacterKind[] KINDS = new CharacterKind[1 << Character.SIZE];

  static {
    for (int c = 0; c < KINDS.length; c++) {
      KINDS[c] = find(c);
    }
  }

  /** The kind of the character that begins at an index. */
  static CharacterKind at(CharSequence text, int index) {
    char c = text.charAt(index);
    return Character.isHighSurrogate(c) ? of(Character.codePointAt(text, index)) : KINDS[c];
  }

  /** The kind of a code point. */
  static CharacterKind of(int codePoint) {
    return codePoint < KINDS.length ? KINDS[codePoint] : find(codePoint);
  }

  /**
   * The end of the last character of a text that ends a word whatever follows: a blank, or one of a
   * script without blanks.
   */
  static int lastBoundary(String text) {
    int end = text.length();
    while (end > 0) {
      int c = text.codePointBefore(end);
      CharacterKind kind = of(c);
      if (kind == BLANK || kind == UNSPACED) {
        break;
      }
      end -= Character.charCount(c);
    }
    return end;
  }

  private static CharacterKind find(int c) {
    if (Character.isWhitespace(c) || Character.isSpaceChar(c) || c == NEXT_LINE) {
      return BLANK;
    }
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK ->
          MARK;
      case Character.DECIMAL_DIGIT_NUMBER, Character.OTHER_NUMBER -> DIGIT;
      case Character.UPPERCASE_LETTER,
          Character.LOWERCASE_LETTER,
          Character.TITLECASE_LETTER,
          Character.MODIFIER_LETTER,
          Character.OTHER_LETTER,
          Character.LETTER_NUMBER ->
          letter(c);
      default -> c == '_' ? LETTER : SIGN;
    };
  }

  private static CharacterKind letter(int c) {
    return switch (UnicodeScript.of(c)) {
      case HAN, HIRAGANA, THAI, LAO, KHMER, MYANMAR -> UNSPACED;
      case KATAKANA -> KATAKANA;
      default -> c == PROLONGED_SOUND ? KATAKANA : LETTER;
    };
  }
}
