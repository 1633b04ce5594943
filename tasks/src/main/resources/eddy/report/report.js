"use strict";
// Draws each chart of the page from the data beside it, and again when the colors of the page
// change. Dragging zooms in, a double click zooms out.
(() => {
  const color = name =>
    getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  // Six colors, then the same again: a chart with more lines than that is read by its legend.
  const lineColor = i => color("--line-" + (i % 6 + 1));

  const short = value => value == null ? "–" : String(Number(value.toPrecision(5)));

  // From the coarsest step of the axis to the finest: the label, and what is added below it where
  // the year or the day changes.
  const none = null;
  const timeLabels = [
    [31536000, "{YYYY}", none, none, none, none, none, none, 1],
    [2419200, "{YYYY}-{MM}", none, none, none, none, none, none, 1],
    [86400, "{MM}-{DD}", "\n{YYYY}", none, none, none, none, none, 1],
    [60, "{HH}:{mm}", "\n{YYYY}-{MM}-{DD}", none, "\n{MM}-{DD}", none, none, none, 1],
    [0.001, "{HH}:{mm}:{ss}", "\n{YYYY}-{MM}-{DD}", none, "\n{MM}-{DD}", none, none, none, 1],
  ];

  const wholeSteps = [];
  for (let power = 1; power < 1e12; power *= 10) {
    wholeSteps.push(power, 2 * power, 5 * power);
  }

  const size = box => ({
    width: box.clientWidth,
    height: Math.round(Math.min(380, Math.max(240, box.clientWidth * 0.45))),
  });

  function options(box, chart) {
    const axis = { stroke: color("--quiet"), grid: { stroke: color("--rule"), width: 1 },
      ticks: { stroke: color("--rule"), width: 1 }, labelSize: 20, labelFont: "13px system-ui",
      font: "12px system-ui" };
    const series = [{ label: chart.xLabel }];
    const bands = [];
    chart.lines.forEach((line, i) => series.push({
      label: line.name, stroke: lineColor(i), width: line.dashed ? 1.5 : 2,
      dash: line.dashed ? [6, 4] : undefined, value: (u, v) => short(v), spanGaps: false,
    }));
    chart.bands.forEach(band => {
      const fill = color("--quiet") + "40";
      bands.push({ series: [series.length + 1, series.length], fill });
      for (const edge of [" (low)", " (high)"]) {
        series.push({ label: band.name + edge, stroke: fill, width: 1, points: { show: false },
          value: (u, v) => short(v) });
      }
    });
    const x = { ...axis, label: chart.xLabel };
    if (chart.time) {
      x.values = timeLabels;
      series[0].value = "{YYYY}-{MM}-{DD} {HH}:{mm}";
    } else if (chart.data[0].every(Number.isInteger)) {
      x.incrs = wholeSteps;
    }
    const y = { ...axis, label: chart.yLabel,
      size: (u, labels) => 16 + 7 * Math.max(3, ...(labels || []).map(l => String(l ?? "").length)) };
    return { ...size(box), series, bands, axes: [x, y],
      tzDate: seconds => uPlot.tzDate(new Date(seconds * 1000), "UTC"),
      scales: { x: { time: chart.time }, y: { distr: chart.logarithmic ? 3 : 1 } } };
  }

  for (const box of document.querySelectorAll(".chart")) {
    const chart = JSON.parse(box.querySelector("script").textContent);
    let plot = null;
    const draw = () => {
      plot?.destroy();
      plot = new uPlot(options(box, chart), chart.data, box);
    };
    draw();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
    new ResizeObserver(() => {
      if (plot.width !== box.clientWidth) {
        plot.setSize(size(box));
      }
    }).observe(box);
  }
})();
