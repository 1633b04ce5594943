package eddy.pytorch;

import eddy.format.BadInput;
import eddy.tensor.Array;
import eddy.tensor.Shape;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds the tensors in the dictionaries and lists of a file, and makes arrays of them. */
final class TensorCollector {
  private static final int DEPTH_LIMIT = 32;
  private static final int NAME_LIMIT = 1000;
  private static final int VISIT_LIMIT = 1 << 20;

  /** How many times the numbers of the file its tensors may take together: views overlap. */
  private static final int SHARING_LIMIT = 4;

  private final String source;
  private final Map<String, Pickle.Tensor> tensors = new LinkedHashMap<>();
  private final Map<String, Pickle.Storage> storages = new LinkedHashMap<>();
  private int visits;

  TensorCollector(String source, Object content) {
    this.source = source;
    visit("", content, 0);
    if (tensors.isEmpty()) {
      throw bad("expected a dictionary of tensors, but there are none in the file.");
    }
  }

  /** The storages that the tensors need, each once. */
  Collection<Pickle.Storage> storages() {
    return storages.values();
  }

  /** The storage with a key of the older format. */
  Pickle.Storage storage(Object key) {
    if (!(key instanceof String text) || !storages.containsKey(text)) {
      throw bad("the file holds a storage that no tensor of it needs.");
    }
    return storages.get(text);
  }

  /** Makes the arrays. */
  Map<String, Array> arrays(Storages read) {
    long limit = 0;
    for (Pickle.Storage storage : storages.values()) {
      limit += (long) SHARING_LIMIT * read.numbers(storage).length;
    }
    Map<List<Object>, Array> made = new HashMap<>();
    Map<String, Array> arrays = new LinkedHashMap<>();
    long total = 0;
    for (Map.Entry<String, Pickle.Tensor> entry : tensors.entrySet()) {
      Pickle.Tensor tensor = entry.getValue();
      List<Object> key =
          List.of(
              tensor.storage().key(),
              tensor.offset(),
              Arrays.toString(tensor.sizes()),
              Arrays.toString(tensor.strides()));
      Array array = made.get(key);
      if (array == null) {
        Shape shape = shape(entry.getKey(), tensor);
        total += shape.size();
        if (total > limit) {
          throw bad("the tensors are views that hold many times the numbers of the file.");
        }
        array = new Array(shape, numbers(tensor, shape, read.numbers(tensor.storage())));
        made.put(key, array);
      }
      arrays.put(entry.getKey(), array);
    }
    return arrays;
  }

  private void visit(String name, Object value, int depth) {
    if (++visits > VISIT_LIMIT || depth > DEPTH_LIMIT || name.length() > NAME_LIMIT) {
      throw bad(
          ("expected tensors in at most %d levels of dictionaries, under names of at most %d"
                  + " characters, and at most %d values.")
              .formatted(DEPTH_LIMIT, NAME_LIMIT, VISIT_LIMIT));
    }
    switch (value) {
      case Pickle.Tensor tensor -> add(name, tensor);
      case Pickle.Dict dict -> {
        for (int i = 0; i < dict.keys().size(); i++) {
          visit(child(name, dict.keys().get(i)), dict.values().get(i), depth + 1);
        }
      }
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          visit(child(name, i), list.get(i), depth + 1);
        }
      }
      default -> {
        // Numbers and texts of a checkpoint, such as the epoch, are no weights.
      }
    }
  }

  private static String child(String name, Object key) {
    String text = key instanceof String || key instanceof Number ? key.toString() : "?";
    return name.isEmpty() ? text : name + "." + text;
  }

  private void add(String name, Pickle.Tensor tensor) {
    Pickle.Storage storage = tensor.storage();
    Pickle.Storage other = storages.putIfAbsent(storage.key(), storage);
    if (other != null && !other.equals(storage)) {
      throw bad("storage " + BadInput.quote(storage.key()) + " is described in two ways.");
    }
    if (tensors.put(name, tensor) != null) {
      throw bad("the file holds two tensors " + BadInput.quote(name) + ".");
    }
  }

  private Shape shape(String name, Pickle.Tensor tensor) {
    int[] sizes = new int[tensor.sizes().length];
    long last = tensor.offset();
    boolean inside = tensor.offset() >= 0 && tensor.offset() <= 1L << 31;
    boolean empty = false;
    for (int i = 0; i < sizes.length; i++) {
      long size = tensor.sizes()[i];
      long stride = tensor.strides()[i];
      inside &= size >= 0 && size <= Integer.MAX_VALUE && stride >= 0 && stride <= 1L << 31;
      empty |= size == 0;
      sizes[i] = (int) size;
      // A sum of at most 32 dimensions' worth below 2^62 each is cut before it can overflow.
      last = inside ? Math.min(last + (size - 1) * stride, 1L << 61) : 0;
    }
    if (!inside || sizes.length > DEPTH_LIMIT || (!empty && last >= tensor.storage().count())) {
      throw bad(
          "tensor %s: expected a view within the %d numbers of its storage but found %s."
              .formatted(BadInput.quote(name), tensor.storage().count(), sizesOf(tensor)));
    }
    try {
      return Shape.of(sizes);
    } catch (IllegalArgumentException e) {
      throw new BadInput(source + ": tensor " + BadInput.quote(name) + ": " + e.getMessage(), e);
    }
  }

  private static String sizesOf(Pickle.Tensor tensor) {
    return "sizes %s with strides %s from number %d on"
        .formatted(
            Arrays.toString(tensor.sizes()), Arrays.toString(tensor.strides()), tensor.offset());
  }

  /** The numbers of a view, row by row. */
  private static float[] numbers(Pickle.Tensor tensor, Shape shape, float[] storage) {
    float[] numbers = new float[shape.size()];
    int rank = shape.rank();
    int[] index = new int[rank];
    int at = (int) tensor.offset();
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = storage[at];
      for (int axis = rank - 1; axis >= 0; axis--) {
        int stride = (int) tensor.strides()[axis];
        at += stride;
        if (++index[axis] < shape.dimension(axis)) {
          break;
        }
        at -= index[axis] * stride;
        index[axis] = 0;
      }
    }
    return numbers;
  }

  private BadInput bad(String message) {
    return new BadInput(source + ": " + message);
  }
}
