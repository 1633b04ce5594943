package eddy.tensorflow;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A message of protocol buffers without its schema: numbered fields, each a number or some bytes,
 * which may be a text, a list of numbers or a message again.
 *
 * <p>Only this level is taken apart; an inner message is when it is asked for.
 *
 * <p>Format: <a href="https://protobuf.dev/programming-guides/encoding/">Protocol Buffers
 * encoding</a>.
 */
final class Message {
  private record Field(int number, long value, Optional<ByteBuffer> bytes) {}

  private final String source;
  private final List<Field> fields = new ArrayList<>();

  Message(String source, ByteBuffer bytes) {
    this.source = source;
    Cursor cursor = new Cursor(source, bytes);
    while (!cursor.atEnd()) {
      long tag = cursor.varint();
      int number = (int) (tag >>> 3);
      switch ((int) (tag & 7)) {
        case 0 -> fields.add(new Field(number, cursor.varint(), Optional.empty()));
        case 1 -> fields.add(new Field(number, cursor.fixed64(), Optional.empty()));
        case 2 -> fields.add(new Field(number, 0, Optional.of(cursor.take(cursor.count()))));
        case 5 -> fields.add(new Field(number, cursor.fixed32(), Optional.empty()));
        default -> throw cursor.bad("a field has an unknown kind; it is damaged.");
      }
    }
  }

  String source() {
    return source;
  }

  boolean has(int field) {
    return fields.stream().anyMatch(each -> each.number() == field);
  }

  /** A number, the last one given; 0 where there is none. */
  long number(int field) {
    long value = 0;
    for (Field each : fields) {
      if (each.number() == field) {
        value = each.value();
      }
    }
    return value;
  }

  /** The bytes of a field, the last ones given; none where there are none. */
  ByteBuffer bytes(int field) {
    List<ByteBuffer> all = all(field);
    return all.isEmpty() ? ByteBuffer.allocate(0) : all.getLast();
  }

  String text(int field) {
    return Cursor.text(bytes(field));
  }

  List<String> texts(int field) {
    return all(field).stream().map(Cursor::text).toList();
  }

  Message message(int field) {
    return new Message(source, bytes(field));
  }

  List<Message> messages(int field) {
    return all(field).stream().map(bytes -> new Message(source, bytes)).toList();
  }

  /** The numbers of a list, which may be packed into bytes or stand one by one. */
  long[] numbers(int field) {
    List<Long> numbers = new ArrayList<>();
    for (Field each : fields) {
      if (each.number() == field && each.bytes().isEmpty()) {
        numbers.add(each.value());
      } else if (each.number() == field) {
        Cursor cursor = new Cursor(source, each.bytes().get());
        while (!cursor.atEnd()) {
          numbers.add(cursor.varint());
        }
      }
    }
    return numbers.stream().mapToLong(Long::longValue).toArray();
  }

  /**
   * The numbers of a list of a fixed width.
   *
   * @param width 4 or 8 bytes; the bits of a float or a double
   */
  long[] fixed(int field, int width) {
    List<Long> numbers = new ArrayList<>();
    for (Field each : fields) {
      if (each.number() == field && each.bytes().isEmpty()) {
        numbers.add(each.value());
      } else if (each.number() == field) {
        Cursor cursor = new Cursor(source, each.bytes().get());
        while (!cursor.atEnd()) {
          numbers.add(width == 4 ? cursor.fixed32() : cursor.fixed64());
        }
      }
    }
    return numbers.stream().mapToLong(Long::longValue).toArray();
  }

  private List<ByteBuffer> all(int field) {
    return fields.stream()
        .filter(each -> each.number() == field && each.bytes().isPresent())
        .map(each -> each.bytes().get())
        .toList();
  }
}
