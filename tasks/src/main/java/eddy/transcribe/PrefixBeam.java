package eddy.transcribe;

import eddy.task.SpeechModel;
import eddy.task.TokenPredictor;
import eddy.text.Vocabulary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Follows the likeliest texts, each over all the ways to say it that end in its last unit or in a
 * blank, and weighs them by a language model.
 *
 * <p>Graves and Jaitly, "Towards end-to-end speech recognition with recurrent neural networks",
 * ICML 2014; Hannun et al., "First-pass large vocabulary continuous speech recognition using
 * bi-directional recurrent DNNs", 2014.
 */
final class PrefixBeam implements Decoding {
  private static final double NEVER = Double.NEGATIVE_INFINITY;

  private final Vocabulary vocabulary;
  private final SpeechModel.Search search;

  /** Units that are less likely than this, as a logarithm, are not tried at a step. */
  private final double least;

  private Node root;
  private List<Node> beam;
  private long step;

  /** A text: one more unit than its parent's. */
  private static final class Node {
    private Node parent;
    private final int id;
    private final int depth;
    private final long step;
    private final double weight;
    private final Optional<TokenPredictor.Prefix> before;
    private Optional<TokenPredictor.Prefix> prefix = Optional.empty();
    private final Map<Integer, Node> children = new HashMap<>();

    /** Logarithms of the probability of all ways that end in a blank, and in the last unit. */
    private double blank = NEVER;

    private double said = NEVER;
    private double nextBlank = NEVER;
    private double nextSaid = NEVER;

    Node(
        Node parent,
        int id,
        int depth,
        long step,
        double weight,
        Optional<TokenPredictor.Prefix> before) {
      this.parent = parent;
      this.id = id;
      this.depth = depth;
      this.step = step;
      this.weight = weight;
      this.before = before;
    }

    double sound() {
      return add(blank, said);
    }

    double score() {
      return sound() + weight;
    }

    void advance() {
      blank = nextBlank;
      said = nextSaid;
      nextBlank = NEVER;
      nextSaid = NEVER;
    }
  }

  PrefixBeam(Vocabulary vocabulary, SpeechModel.Search search, double least) {
    this.vocabulary = vocabulary;
    this.search = search;
    this.least = least;
    root = new Node(null, BLANK, 0, 0, 0, Optional.empty());
    root.prefix = search.language().map(TokenPredictor::begin);
    root.blank = 0;
    beam = List.of(root);
  }

  private static double add(double a, double b) {
    double high = Math.max(a, b);
    double low = Math.min(a, b);
    return low == NEVER ? high : high + StrictMath.log1p(StrictMath.exp(low - high));
  }

  @Override
  public void step(float[] logs, int at) {
    Set<Node> reached = new HashSet<>(beam);
    List<Node> order = new ArrayList<>(beam);
    for (Node node : beam) {
      double sound = node.sound();
      node.nextBlank = add(node.nextBlank, sound + logs[at + BLANK]);
      for (int id = FIRST; id < vocabulary.size(); id++) {
        double log = logs[at + id];
        boolean again = id == node.id;
        if (again) {
          node.nextSaid = add(node.nextSaid, node.said + log);
        }
        // The same unit twice needs a blank between the two.
        double from = again ? node.blank : sound;
        if (log >= least && from > NEVER) {
          Node child = child(node, id);
          child.nextSaid = add(child.nextSaid, from + log);
          if (reached.add(child)) {
            order.add(child);
          }
        }
      }
    }
    order.forEach(Node::advance);
    order.sort(Comparator.comparingDouble(Node::score).reversed());
    beam = new ArrayList<>(order.subList(0, Math.min(search.beam(), order.size())));
    forget(order.subList(beam.size(), order.size()));
    step++;
  }

  private Node child(Node node, int id) {
    Node known = node.children.get(id);
    if (known == null) {
      Optional<TokenPredictor.Prefix> before = prefix(node);
      double language =
          before.map(p -> search.weight() * p.logProbability(vocabulary.token(id))).orElse(0.0);
      known = new Node(node, id, node.depth + 1, step, node.weight + language, before);
      node.children.put(id, known);
    }
    return known;
  }

  private Optional<TokenPredictor.Prefix> prefix(Node node) {
    if (node.prefix.isEmpty()) {
      node.prefix = node.before.map(p -> p.then(vocabulary.token(node.id)));
    }
    return node.prefix;
  }

  /** Texts that fell out of the beam are kept only where longer ones are still in it. */
  private void forget(List<Node> fallen) {
    Set<Node> followed = new HashSet<>(beam);
    for (Node node : fallen) {
      node.blank = NEVER;
      node.said = NEVER;
    }
    for (Node node : fallen) {
      Node gone = node;
      while (gone.parent != null && gone.children.isEmpty() && !followed.contains(gone)) {
        gone.parent.children.remove(gone.id, gone);
        gone = gone.parent;
      }
    }
  }

  @Override
  public List<Unit> settled() {
    Node common = beam.getFirst();
    for (Node node : beam) {
      common = common(common, node);
    }
    return cut(common);
  }

  private static Node common(Node a, Node b) {
    Node x = a;
    Node y = b;
    while (x != y) {
      if (x.depth >= y.depth) {
        x = x.parent;
      } else {
        y = y.parent;
      }
    }
    return x;
  }

  /** The units from the root to a text, which becomes the new root. */
  private List<Unit> cut(Node node) {
    List<Unit> units = new ArrayList<>();
    for (Node each = node; each != root; each = each.parent) {
      units.addFirst(new Unit(each.id, each.step));
    }
    root = node;
    root.parent = null;
    return units;
  }

  @Override
  public List<Unit> end() {
    Node best = beam.getFirst();
    double highest = NEVER;
    for (Node node : beam) {
      double end = prefix(node).map(p -> search.weight() * p.logEnd()).orElse(0.0);
      if (node.score() + end > highest) {
        highest = node.score() + end;
        best = node;
      }
    }
    return cut(best);
  }
}
