// Charts that answer when they are pointed at. <div data-chart="…json" data-plotly="…plotly-basic.min.js"> holds the
// chart as an image; the table after it has the same numbers. The image stays until the drawing is there, and for
// good where anything fails. Nothing moves, and nothing takes the keyboard: all that pointing tells is in the table.

const NARROW = 600; // pixels
const ROW = 28; // pixels of the key that the figure has room for
const CONFIG = { displayModeBar: false, scrollZoom: false, doubleClick: false, showAxisDragHandles: false };

async function ask(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
  return answer.json();
}

// On a phone there is no room beside the lines: what is written there goes into the key.
function fitted(figure, width) {
  const { data, layout } = structuredClone(figure);
  if (width < NARROW) {
    data.forEach((trace) => { trace.showlegend ||= Boolean(trace.meta); });
    layout.annotations = layout.annotations.filter((words) => words.name !== "label");
    layout.margin.r = 12;
  }
  return [data, { ...layout, width }, CONFIG];
}

// The key may take several rows: the drawing grows by what is more than the first, so that its lines keep their height.
async function show(drawing, figure, width) {
  await window.Plotly.react(drawing, ...fitted(figure, width));
  const key = drawing.querySelector(".legend .bg")?.getBoundingClientRect().height ?? 0;
  const more = Math.max(0, key - ROW);
  if (more) {
    const { height, margin } = figure.layout;
    await window.Plotly.relayout(drawing, { height: height + more, "margin.b": margin.b + more });
  }
}

// On turning a phone or drawing a window wider: the same chart, as wide as there is room now.
function follow(element, drawing, figure) {
  let width = element.clientWidth;
  new ResizeObserver(() => {
    if (!element.clientWidth || width === element.clientWidth) return;
    width = element.clientWidth;
    show(drawing, figure, width);
  }).observe(element);
}

async function draw(element) {
  // Letters are measured once: in the page's own face, not in the one that stands in for it.
  const face = document.fonts.load('15px "Source Sans 3"');
  const [figure] = await Promise.all([ask(element.dataset.chart), import(element.dataset.plotly), face]);
  const drawing = document.createElement("div");
  drawing.className = "chart__drawing";
  drawing.setAttribute("role", "img");
  drawing.setAttribute("aria-label", element.querySelector("img").alt);
  element.append(drawing);
  try {
    await show(drawing, figure, element.clientWidth);
  } catch (error) {
    drawing.remove();
    throw error;
  }
  element.classList.add("chart--drawn");
  follow(element, drawing, figure);
}

document.querySelectorAll("[data-chart]").forEach((element) => {
  draw(element).catch(() => {}); // the image says the same
});
