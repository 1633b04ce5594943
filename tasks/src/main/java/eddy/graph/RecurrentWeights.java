package eddy.graph;

import java.util.Optional;

/**
 * The weights of a recurrent node as ONNX has them: gates i, o, f, c of an LSTM, z, r, h of a GRU.
 *
 * @param input [D, G * H, I]
 * @param recurrent [D, G * H, H]
 * @param bias [D, 2 * G * H], those of the input first
 * @param peepholes [D, 3 * H] in the order i, o, f
 */
record RecurrentWeights(
    int directions,
    int gates,
    int hidden,
    int inputs,
    float[] input,
    float[] recurrent,
    Optional<float[]> bias,
    Optional<float[]> peepholes) {}
