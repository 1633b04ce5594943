/** Forecasting of time series. */
package eddy.forecast;
