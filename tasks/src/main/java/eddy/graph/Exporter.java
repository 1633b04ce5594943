package eddy.graph;

import eddy.task.TrainedModel;

/** A model whose network others can run. */
public interface Exporter extends TrainedModel {

  /**
   * The network as a graph: what it computes, without what the task does before and after it.
   *
   * @param states whether the states of its recurrent layers are inputs and outputs, so that a
   *     caller carries them from call to call
   * @throws eddy.format.BadInput if it can't be said in operators that others know; the message
   *     names the part
   */
  Graph graph(boolean states);
}
