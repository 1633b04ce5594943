package eddy.pytorch;

import eddy.format.BadInput;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a Python pickle that holds tensors in dictionaries and lists, and refuses any other.
 *
 * <p>A pickle is a program for a small stack machine, and its opcodes REDUCE and BUILD may call
 * whatever it names. This machine calls nothing: the few names that tensors are made with stand for
 * records of this package, and any other is refused where the pickle asks for it. Values are texts,
 * {@link Long}, {@link Double}, {@link Boolean}, {@link Nothing}, {@link List}, {@link Dict},
 * {@link Name}, {@link Storage} and {@link Tensor}. Dictionaries are kept as lists of pairs, so
 * that no value of the file is ever hashed or compared.
 *
 * <p>Opcodes: CPython's {@code pickletools}, protocols 0 to 5.
 */
final class Pickle {
  /** Python's None. */
  enum Nothing {
    NONE
  }

  /** A dictionary: keys and values at the same places. */
  record Dict(List<Object> keys, List<Object> values) {}

  /** A name that the pickle asks for, such as {@code torch.FloatStorage}. */
  record Name(String name) {}

  /** Numbers that the file holds under a key. */
  record Storage(StorageType type, String key, long count) {}

  /** A view on a storage: where it begins, and sizes and strides of its dimensions. */
  record Tensor(Storage storage, long offset, long[] sizes, long[] strides) {}

  private static final Object MARK = new Object();
  private static final int LENGTH_LIMIT = 1 << 24;
  private static final int VALUE_LIMIT = 1 << 22;
  private static final BigInteger TWO_64 = BigInteger.ONE.shiftLeft(64);

  private static final String ORDERED_DICT = "collections.OrderedDict";
  private static final String TENSOR = "torch._utils._rebuild_tensor";
  private static final String TENSOR_V2 = "torch._utils._rebuild_tensor_v2";
  private static final String PARAMETER = "torch._utils._rebuild_parameter";

  /** What may be called: none of it is, each stands for a value that this class makes. */
  private static final Set<String> CALLS =
      Set.of(
          ORDERED_DICT,
          TENSOR,
          TENSOR_V2,
          PARAMETER,
          "torch.Size",
          "torch.device",
          "builtins.set",
          "__builtin__.set");

  private final InputStream in;
  private final String source;
  private final List<Object> stack = new ArrayList<>();
  private final Map<Integer, Object> memo = new HashMap<>();
  private int made;

  private Pickle(InputStream in, String source) {
    this.in = in;
    this.source = source;
  }

  /**
   * Reads one pickle and leaves the stream behind its end.
   *
   * @param source the file, for messages
   */
  static Object read(InputStream in, String source) throws IOException {
    return new Pickle(in, source).run();
  }

  private Object run() throws IOException {
    while (true) {
      int opcode = in.read();
      switch (opcode) {
        case -1 -> throw bad("the pickle ends in the middle.");
        case '.' -> {
          return pop();
        }
        case 0x80 -> protocol(unsigned(1));
        case 0x95 -> unsigned(8); // A frame's length, which only helps who reads ahead.
        case '(' -> push(MARK);
        case '0' -> pop();
        case '1' -> popToMark();
        case '2' -> push(peek());
        case 'N' -> push(Nothing.NONE);
        case 0x88 -> push(true);
        case 0x89 -> push(false);
        case 'J' -> push((long) (int) unsigned(4));
        case 'K' -> push(unsigned(1));
        case 'M' -> push(unsigned(2));
        case 0x8a -> push(whole((int) unsigned(1)));
        case 'I', 'L' -> push(decimal(line()));
        case 'G' -> push(ByteBuffer.wrap(bytes(8)).getDouble());
        case 'X' -> push(text(unsigned(4)));
        case 0x8c, 'U' -> push(text(unsigned(1)));
        case 0x8d -> push(text(unsigned(8)));
        case 'T', 'B' -> push(text(unsigned(4)));
        case 'C' -> push(text(unsigned(1)));
        case ')', ']', 0x8f -> push(new ArrayList<>());
        case '}' -> push(dict());
        case 't', 'l', 0x91 -> push(popToMark());
        case 'd' -> setItems(popToMark(), pushed(dict()));
        case 0x85 -> push(popLast(1));
        case 0x86 -> push(popLast(2));
        case 0x87 -> push(popLast(3));
        case 'a' -> add(List.of(pop()));
        case 'e', 0x90 -> add(popToMark());
        case 's' -> {
          List<Object> pair = popLast(2);
          setItems(pair, peek());
        }
        case 'u' -> {
          List<Object> pairs = popToMark();
          setItems(pairs, peek());
        }
        case 'c' -> push(name(line(), line()));
        case 0x93 -> {
          List<Object> names = popLast(2);
          push(name(text(names.get(0)), text(names.get(1))));
        }
        case 'R' -> {
          List<Object> arguments = list(pop());
          push(call(pop(), arguments));
        }
        case 'b' -> build(pop(), peek());
        case 'Q' -> push(storage(list(pop())));
        case 'q' -> memo.put((int) unsigned(1), peek());
        case 'r' -> memo.put((int) unsigned(4), peek());
        case 'p' -> memo.put((int) decimal(line()), peek());
        case 0x94 -> memo.put(memo.size(), peek());
        case 'h' -> push(remembered((int) unsigned(1)));
        case 'j' -> push(remembered((int) unsigned(4)));
        case 'g' -> push(remembered((int) decimal(line())));
        default ->
            throw bad(
                "the pickle uses opcode 0x%02x, which no tensor needs; it is refused."
                    .formatted(opcode));
      }
    }
  }

  private void protocol(long version) {
    if (version > 5) {
      throw bad("expected a pickle of protocol 5 or less but found " + version + ".");
    }
  }

  private Name name(String module, String name) {
    String global = module + "." + name;
    boolean known =
        CALLS.contains(global)
            || StorageType.of(global).isPresent()
            || global.matches("torch\\.(float|double|half|bfloat|u?int|long|short|bool)\\d*");
    if (!known) {
      throw bad(
          ("the pickle asks for %s, and no name but those of tensors is ever followed. Save the"
                  + " weights alone, in Python: torch.save(model.state_dict(), \"model.pt\").")
              .formatted(BadInput.quote(global)));
    }
    return new Name(global);
  }

  private Object call(Object function, List<Object> arguments) {
    String name = function instanceof Name asked ? asked.name() : "";
    return switch (name) {
      case ORDERED_DICT -> orderedDict(arguments);
      case TENSOR, TENSOR_V2 -> tensor(arguments);
      case PARAMETER -> argument(arguments, 0, Tensor.class);
      case "torch.Size", "builtins.set", "__builtin__.set" ->
          arguments.isEmpty() ? new ArrayList<>() : list(arguments.getFirst());
      case "torch.device" -> argument(arguments, 0, String.class);
      default -> throw bad("the pickle calls what is no function of tensors; it is refused.");
    };
  }

  private Dict orderedDict(List<Object> arguments) {
    Dict dict = dict();
    if (!arguments.isEmpty()) {
      for (Object pair : list(arguments.getFirst())) {
        setItems(list(pair), dict);
      }
    }
    return dict;
  }

  private Tensor tensor(List<Object> arguments) {
    Storage storage = argument(arguments, 0, Storage.class);
    long offset = argument(arguments, 1, Long.class);
    long[] sizes = numbers(argument(arguments, 2, List.class));
    long[] strides = numbers(argument(arguments, 3, List.class));
    if (sizes.length != strides.length) {
      throw bad(
          "expected as many strides as sizes but found "
              + Arrays.toString(sizes)
              + " and "
              + Arrays.toString(strides)
              + ".");
    }
    return new Tensor(storage, offset, sizes, strides);
  }

  /** The tuple ('storage', type, key, device, count) that stands for numbers of the file. */
  private Storage storage(List<Object> id) {
    if (!argument(id, 0, String.class).equals("storage")) {
      throw bad("expected references to storages but found one to " + id.getFirst() + ".");
    }
    String type = argument(id, 1, Name.class).name();
    return new Storage(
        StorageType.of(type).orElseThrow(() -> bad(type + " is no storage.")),
        argument(id, 2, String.class),
        argument(id, 4, Long.class));
  }

  /** An object's attributes: those of a dictionary are notes on versions, which nobody needs. */
  private void build(Object state, Object object) {
    if (!(object instanceof Dict && state instanceof Dict)) {
      throw bad("the pickle sets attributes of what is no dictionary; it is refused.");
    }
  }

  private static Dict dict() {
    return new Dict(new ArrayList<>(), new ArrayList<>());
  }

  private void setItems(List<Object> pairs, Object target) {
    if (!(target instanceof Dict dict) || pairs.size() % 2 != 0) {
      throw bad("the pickle sets entries of what is no dictionary, or keys without values.");
    }
    count(pairs.size());
    for (int i = 0; i < pairs.size(); i += 2) {
      dict.keys().add(pairs.get(i));
      dict.values().add(pairs.get(i + 1));
    }
  }

  private void add(List<Object> items) {
    count(items.size());
    list(peek()).addAll(items);
  }

  @SuppressWarnings("unchecked") // Every list of the stack is made here, as a list of objects.
  private List<Object> list(Object value) {
    if (!(value instanceof List<?>)) {
      throw bad("expected a list or a tuple but found " + describe(value) + ".");
    }
    return (List<Object>) value;
  }

  private String text(Object value) {
    return argument(List.of(value), 0, String.class);
  }

  private long[] numbers(List<?> values) {
    long[] numbers = new long[values.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = argument(values, i, Long.class);
    }
    return numbers;
  }

  private <T> T argument(List<?> arguments, int index, Class<T> type) {
    Object value = index < arguments.size() ? arguments.get(index) : MARK;
    if (!type.isInstance(value)) {
      throw bad(
          "expected a %s in a tensor's description but found %s."
              .formatted(type.getSimpleName(), describe(value)));
    }
    return type.cast(value);
  }

  private static String describe(Object value) {
    return value == MARK ? "nothing" : "a " + value.getClass().getSimpleName();
  }

  private Object pushed(Object value) {
    push(value);
    return value;
  }

  private void push(Object value) {
    count(1);
    stack.add(value);
  }

  /** Counts what takes memory, which a few instructions could ask for again and again. */
  private void count(int values) {
    made += values;
    if (made > VALUE_LIMIT) {
      throw bad("the pickle makes more than " + VALUE_LIMIT + " values.");
    }
  }

  private Object pop() {
    Object value = peek();
    stack.removeLast();
    return value;
  }

  private Object peek() {
    if (stack.isEmpty() || stack.getLast() == MARK) {
      throw bad("the pickle takes a value where there is none.");
    }
    return stack.getLast();
  }

  private List<Object> popToMark() {
    int mark = stack.lastIndexOf(MARK);
    if (mark < 0) {
      throw bad("the pickle ends a list that it did not begin.");
    }
    List<Object> values = new ArrayList<>(stack.subList(mark + 1, stack.size()));
    stack.subList(mark, stack.size()).clear();
    return values;
  }

  private List<Object> popLast(int count) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.addFirst(pop());
    }
    return values;
  }

  private Object remembered(int key) {
    Object value = memo.get(key);
    if (value == null) {
      throw bad("the pickle recalls value " + key + ", which it never stored.");
    }
    return value;
  }

  /** The next bytes as a little-endian number without a sign. */
  private long unsigned(int count) throws IOException {
    byte[] bytes = Arrays.copyOf(bytes(count), 8);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  /** The next bytes as a little-endian number with a sign, cut to 64 bits. */
  private long whole(int count) throws IOException {
    byte[] bytes = bytes(count);
    for (int i = 0; i < count / 2; i++) {
      byte swapped = bytes[i];
      bytes[i] = bytes[count - 1 - i];
      bytes[count - 1 - i] = swapped;
    }
    return count == 0 ? 0 : new BigInteger(bytes).mod(TWO_64).longValue();
  }

  private long decimal(String line) {
    try {
      return Long.parseLong(line.endsWith("L") ? line.substring(0, line.length() - 1) : line);
    } catch (NumberFormatException e) {
      throw new BadInput(
          source + ": expected a number in the pickle but found " + BadInput.quote(line), e);
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0 || line.length() > 1000) {
        throw bad("expected a line of at most 1000 characters in the pickle.");
      }
      line.append((char) c);
    }
    return line.toString();
  }

  private String text(long length) throws IOException {
    return new String(bytes(length), StandardCharsets.UTF_8);
  }

  private byte[] bytes(long count) throws IOException {
    if (count < 0 || count > LENGTH_LIMIT) {
      throw bad("expected a text of at most " + LENGTH_LIMIT + " bytes in the pickle.");
    }
    byte[] bytes = in.readNBytes((int) count);
    if (bytes.length < count) {
      throw bad("the pickle ends in the middle.");
    }
    return bytes;
  }

  private BadInput bad(String message) {
    return new BadInput(source + ": " + message);
  }
}
