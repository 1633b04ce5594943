package eddy.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;

/** Which rows each peer has. */
final class Plan {
  static final String PYTORCH = "pytorch";
  static final String PACKED = "pytorch-packed";
  static final String ONNX = "onnxruntime";
  static final String DL4J = "dl4j";
  static final String TENSORFLOW = "tensorflow";

  private static final int[][] SHAPES = {
    {32, 50, 64, 64},
    {32, 50, 128, 256},
    {64, 50, 256, 512},
    {20, 35, 650, 650},
    {64, 30, 1024, 1024},
    {1, 100, 128, 256}
  };
  private static final int[] STEP = {1, 1, 128, 256};

  /** The "small" and "medium" models of Zaremba, Sutskever and Vinyals, arXiv 1409.2329. */
  private static final int[][] LANGUAGE_MODELS = {{20, 20, 200, 200}, {20, 35, 650, 650}};

  private static final int[] ARTICLE = {100, 10, 1, 64};

  private static final int VOCABULARY = 10_000;

  private final List<int[]> shapes;
  private final List<int[]> stepShapes;
  private final List<int[]> languageModels;
  private final List<int[]> articles;

  /** The plan over the usual shapes, or over others instead. */
  Plan(List<int[]> others) {
    shapes = others.isEmpty() ? List.of(SHAPES) : others;
    stepShapes =
        others.isEmpty()
            ? List.of(STEP)
            : others.stream().map(s -> new int[] {s[0], 1, s[2], s[3]}).toList();
    languageModels =
        others.isEmpty()
            ? List.of(LANGUAGE_MODELS)
            : others.stream().map(s -> new int[] {s[0], s[1], s[3], s[3]}).toList();
    articles =
        others.isEmpty()
            ? List.of(ARTICLE)
            : others.stream().map(s -> new int[] {s[0], s[1], 1, s[3]}).toList();
  }

  /** A row before it is measured; its problem is drawn only then, for its memory. */
  record Entry(Task task, Network network) {
    String id(String peer) {
      return peer
          + "/"
          + task.lower()
          + "/"
          + network.cell().lower()
          + "/"
          + network.variant()
          + "/"
          + network.shape();
    }
  }

  List<Entry> of(String peer) {
    List<Entry> all = new ArrayList<>();
    switch (peer) {
      case PYTORCH -> {
        every(all, Task.TRAINING, CellKind.values());
        every(all, Task.INFERENCE, CellKind.values());
        steps(all, Task.STEP, CellKind.values());
        for (int[] model : languageModels) {
          all.add(new Entry(Task.LANGUAGE, network(CellKind.LSTM, 2, false, model, VOCABULARY)));
        }
      }
      case PACKED -> {
        plain(all, Task.PADDED, CellKind.values());
        every(all, Task.RAGGED, CellKind.values());
        all.removeIf(entry -> entry.network.batch() == 1);
      }
      case ONNX -> {
        every(all, Task.INFERENCE, CellKind.values());
        steps(all, Task.STEP, CellKind.values());
        plain(all, Task.IMPORTED, CellKind.LSTM, CellKind.GRU);
        steps(all, Task.IMPORTED, CellKind.LSTM, CellKind.GRU);
      }
      case DL4J -> {
        plain(all, Task.FIT, CellKind.LSTM, CellKind.RNN);
        plain(all, Task.OUTPUT, CellKind.LSTM, CellKind.RNN);
      }
      case TENSORFLOW -> {
        for (int[] article : articles) {
          all.add(new Entry(Task.ARTICLE, network(CellKind.RNN, 1, false, article, 0)));
        }
      }
      default -> throw new IllegalArgumentException("Plan: there is no peer " + peer + ".");
    }
    return all;
  }

  private void every(List<Entry> all, Task task, CellKind... cells) {
    for (CellKind cell : cells) {
      for (int layers = 1; layers <= 2; layers++) {
        for (boolean bidirectional : new boolean[] {false, true}) {
          for (int[] shape : shapes) {
            all.add(new Entry(task, network(cell, layers, bidirectional, shape, 0)));
          }
        }
      }
    }
  }

  private void plain(List<Entry> all, Task task, CellKind... cells) {
    for (CellKind cell : cells) {
      for (int[] shape : shapes) {
        all.add(new Entry(task, network(cell, 1, false, shape, 0)));
      }
    }
  }

  private void steps(List<Entry> all, Task task, CellKind... cells) {
    for (CellKind cell : cells) {
      for (int[] shape : stepShapes) {
        all.add(new Entry(task, network(cell, 1, false, shape, 0)));
      }
    }
  }

  private static Network network(
      CellKind cell, int layers, boolean bidirectional, int[] s, int vocabulary) {
    return new Network(cell, layers, bidirectional, s[0], s[1], s[2], s[3], vocabulary);
  }
}
