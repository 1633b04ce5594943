package eddy.kernel;

/**
 * The coefficients by which every {@link Kernels} approximates exp and tanh, in one place so that
 * all agree.
 *
 * <p>exp: range reduction by Cody and Waite, then the polynomial of Cephes' {@code expf} (Moshier).
 * tanh: the rational function 13/6 of the Eigen library. Both stay within a few units in the last
 * place.
 */
public final class Polynomials {
  public static final float EXP_MIN = -87.33654f;
  public static final float EXP_MAX = 88.37626f;
  public static final float LOG2E = 1.44269504f;
  public static final float LN2_HIGH = 0.693359375f;
  public static final float LN2_LOW = -2.12194440e-4f;

  /** Adding and subtracting it rounds a float of moderate size to the nearest integer. */
  public static final float ROUND = 12582912f;

  public static final float E0 = 1.9875691500e-4f;
  public static final float E1 = 1.3981999507e-3f;
  public static final float E2 = 8.3334519073e-3f;
  public static final float E3 = 4.1665795894e-2f;
  public static final float E4 = 1.6666665459e-1f;
  public static final float E5 = 5.0000001201e-1f;

  public static final float TANH_MAX = 7.90531110763549805f;
  public static final float A1 = 4.89352455891786e-03f;
  public static final float A3 = 6.37261928875436e-04f;
  public static final float A5 = 1.48572235717979e-05f;
  public static final float A7 = 5.12229709037114e-08f;
  public static final float A9 = -8.60467152213735e-11f;
  public static final float A11 = 2.00018790482477e-13f;
  public static final float A13 = -2.76076847742355e-16f;
  public static final float B0 = 4.89352518554385e-03f;
  public static final float B2 = 2.26843463243900e-03f;
  public static final float B4 = 1.18534705686654e-04f;
  public static final float B6 = 1.19825839466702e-06f;

  private Polynomials() {}
}
