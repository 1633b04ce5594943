package eddy.text;

import java.util.ArrayList;
import java.util.List;

/** Turns ids into text one at a time. Belongs to one thread. */
public final class Decoder {
  private final TextCodec codec;
  private final List<String> line = new ArrayList<>();

  Decoder(TextCodec codec) {
    this.codec = codec;
  }

  /** What an id adds to the text: a token with the blank before it, if any, or the line's end. */
  public String next(int id) {
    if (id == Vocabulary.END) {
      line.clear();
      return "\n";
    }
    String token = codec.vocabulary().token(id);
    String text = codec.tokenizer().spaced(line, token) ? " " + token : token;
    line.add(token);
    codec.tokenizer().forget(line);
    return text;
  }
}
