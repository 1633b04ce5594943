package eddy.graph.pytorch;

import eddy.tensor.Array;
import eddy.tensor.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Says in a few lines of Python how PyTorch loads a file of weights. */
public final class TorchLines {
  private static final String RECURRENT = "(weight_[ih]h|bias_[ih]h|weight_hr)_l\\d+(_reverse)?";

  private TorchLines() {}

  /**
   * The lines for a safetensors file: the layers that PyTorch has too are made and filled, what is
   * left over stays in the dictionary.
   *
   * @param weights what is in the file
   */
  public static String loading(Path file, Map<String, Array> weights) {
    List<String> lines = new ArrayList<>();
    lines.add("import torch");
    lines.add("from safetensors.torch import load_file");
    lines.add("weights = load_file(\"%s\")".formatted(file.getFileName()));
    modules(weights)
        .forEach((prefix, own) -> {
          String module = module(own);
          if (!module.isEmpty()) {
            String name = prefix.isEmpty() ? "model" : prefix.replaceAll("\\W", "_");
            String start = prefix.isEmpty() ? "" : prefix + ".";
            lines.add("%s = torch.nn.%s".formatted(name, module));
            lines.add(
                "%s.load_state_dict({k[%d:]: v for k, v in weights.items() if k.startswith(\"%s\")})"
                    .formatted(name, start.length(), start));
          }
        });
    return String.join("\n", lines);
  }

  private static Map<String, Map<String, Shape>> modules(Map<String, Array> weights) {
    Map<String, Map<String, Shape>> modules = new LinkedHashMap<>();
    weights.forEach((name, array) -> {
      int dot = name.lastIndexOf('.');
      modules
          .computeIfAbsent(dot < 0 ? "" : name.substring(0, dot), _ -> new LinkedHashMap<>())
          .put(name.substring(dot + 1), array.shape());
    });
    return modules;
  }

  /** The constructor of a module with exactly these parameters; empty where there is none. */
  private static String module(Map<String, Shape> own) {
    if (own.keySet().stream().allMatch(name -> name.matches(RECURRENT))
        && own.containsKey("weight_ih_l0")
        && own.containsKey("weight_hh_l0")) {
      return recurrent(own);
    }
    Shape weight = own.getOrDefault("weight", Shape.of());
    if (weight.rank() != 2 || !List.of("weight", "bias").containsAll(own.keySet())) {
      return "";
    }
    int rows = weight.dimension(0);
    return own.containsKey("bias")
        ? "Linear(%d, %d)".formatted(weight.last(), rows)
        : "Embedding(%d, %d)".formatted(rows, weight.last());
  }

  private static String recurrent(Map<String, Shape> own) {
    Shape input = own.get("weight_ih_l0");
    Shape projection = own.get("weight_hr_l0");
    int hidden = projection == null ? own.get("weight_hh_l0").last() : projection.last();
    int gates = input.dimension(0) / Math.max(1, hidden);
    String type = gates == 4 ? "LSTM" : gates == 3 ? "GRU" : "RNN";
    long layers = own.keySet().stream().filter(name -> name.matches("weight_hh_l\\d+")).count();
    StringBuilder made = new StringBuilder(type + "(" + input.last() + ", " + hidden);
    if (layers > 1) {
      made.append(", num_layers=").append(layers);
    }
    if (own.containsKey("weight_hh_l0_reverse")) {
      made.append(", bidirectional=True");
    }
    if (projection != null) {
      made.append(", proj_size=").append(projection.dimension(0));
    }
    if (!own.containsKey("bias_ih_l0")) {
      made.append(", bias=False");
    }
    return made.append(", batch_first=True)").toString();
  }
}
