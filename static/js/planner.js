// Moves sessions in the day planner by pointer and by key. Each way ends in the post that the small form sends, and
// its answer is the page that the form's answer is; without this file the form does the same.
const STEP = 5; // minutes in a row of the grid
const wide = matchMedia("(min-width: 60rem)");
const planner = () => document.getElementById("planner");
const grid = () => document.querySelector(".day-grid");
const columns = () => [...document.querySelectorAll(".day-grid-column")];

let dropped = false; // a drag has ended in this very moment
let held = null; // what is being moved: its block, where it would be, how it is held

// Where a block is

function begun(block, how) {
  const data = block.dataset;
  const placed = !("waiting" in data);
  const rows = Math.max(1, Math.ceil(Number(data.minutes) / STEP));
  return {
    block, how, placed,
    row: placed ? Number(data.row) : 0,
    rows,
    minutes: Number(data.minutes),
    column: placed ? columns().findIndex((column) => column.dataset.room === data.room) : 0,
    from: block.className,
    time: block.querySelector(".block-time")?.textContent,
    moved: false,
    leaves: false,
  };
}

function wallOf(row) {
  const hours = [...document.querySelectorAll(".day-grid-hour")];
  const hour = hours.findLast((line) => Number(line.dataset.row) <= row) ?? hours[0];
  const [h, m] = hour.textContent.trim().split(":").map(Number);
  const minutes = h * 60 + m + (row - Number(hour.dataset.row)) * STEP;
  return { time: clock(minutes), fold: hour.dataset.fold };
}

const clock = (minutes) =>
  [Math.floor(minutes / 60) % 24, minutes % 60].map((part) => String(part).padStart(2, "0")).join(":");

function words() {
  if (held.leaves) return `${held.block.dataset.code}: ${planner().dataset.waiting}`;
  const [h, m] = wallOf(held.row).time.split(":").map(Number);
  return `${clock(h * 60 + m)}–${clock(h * 60 + m + held.minutes)}, ${columns()[held.column].dataset.name}`;
}

function show() {
  const { block, row, rows } = held;
  const last = Number(grid().dataset.rows);
  held.row = Math.min(Math.max(0, row), last - 1);
  held.column = Math.min(Math.max(0, held.column), columns().length - 1);
  const column = columns()[held.column].className.match(/column-(\d+)/)[1];
  if (held.placed || held.how === "keys") {
    block.className = `block block-moving from-${held.row} for-${rows} column-${column}`;
  }
  const time = block.querySelector(".block-time");
  if (time) time.textContent = words().split(",")[0];
  if (held.how === "keys") document.getElementById("planner-live").textContent = words();
}

function putBack() {
  if (!held) return;
  const { block, from, time, home } = held;
  block.className = from;
  if (home) home.append(block);
  if (time) block.querySelector(".block-time").textContent = time;
  document.querySelector(".planner-drop")?.classList.remove("planner-drop");
  held = null;
}

// What is sent, and its answer

async function send() {
  const { block, leaves, row, minutes, column } = held;
  const wall = wallOf(row);
  const body = new URLSearchParams({
    csrf_token: planner().dataset.csrf,
    version: block.dataset.version,
    day: leaves ? "" : planner().dataset.day,
    start: leaves ? "" : wall.time,
    fold: wall.fold,
    minutes,
    room: leaves ? "" : columns()[column].dataset.room,
  });
  held = null;
  block.setAttribute("aria-busy", "true");
  await post(block.dataset.address, body, `place-${block.dataset.code}`);
}

async function post(address, body, focus) {
  try {
    const answer = await fetch(address, { method: "POST", body });
    receive(answer, new DOMParser().parseFromString(await answer.text(), "text/html"), focus);
  } catch {
    const said = document.querySelector(".planner-said");
    said.replaceChildren(Object.assign(document.createElement("p"), { className: "notice notice-stop" }));
    said.firstChild.textContent = planner().dataset.failed;
    setTimeout(() => location.reload(), 4000); // what is shown may not be what is stored
  }
}

function receive(answer, page, focus) {
  const fresh = page.getElementById("planner");
  if (!fresh) return leadTo(answer, page);
  if (new URL(answer.url).pathname !== location.pathname) history.pushState(null, "", answer.url);
  const box = document.querySelector(".day-grid-box");
  const [left, top] = [box.scrollLeft, box.scrollTop];
  planner().replaceWith(fresh);
  // The region that speaks stays the same element, or listeners would not hear what changed in it.
  document.querySelector(".planner-said").replaceChildren(...page.querySelector(".planner-said").childNodes);
  const days = page.querySelector(".planner-days");
  document.querySelector(".planner-days")?.replaceWith(days);
  document.querySelector(".day-grid-box").scrollTo(left, top);
  (document.getElementById(focus) ?? document.querySelector(".planner-undo button"))?.focus({ preventScroll: true });
}

// A form that wants an answer, or the page to sign in: shown as if its own link had been followed.
function leadTo(answer, page) {
  if (answer.ok) return location.assign(answer.url);
  document.title = page.title;
  document.querySelector("main").replaceWith(page.querySelector("main"));
  history.pushState(null, "", answer.url);
  document.querySelector("main [autofocus]")?.focus();
}

addEventListener("popstate", () => location.reload());

// By key

document.addEventListener("keydown", (event) => {
  const link = event.target.closest?.(".block-title");
  const block = link?.closest(".block[data-moves]");
  if (!block || !wide.matches || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "Escape" && held) {
    putBack();
    document.getElementById("planner-live").textContent = "";
  } else if (event.key === "Enter" && held?.moved) {
    send();
  } else if (event.key.startsWith("Arrow")) {
    if (!held) held = begun(block, "keys");
    if (!held.placed) join(block, link);
    step(event.key, event.shiftKey);
    held.moved = true;
    show();
    block.scrollIntoView({ block: "nearest", inline: "nearest" });
  } else return;
  event.preventDefault();
});

function step(key, resizes) {
  if (resizes && (key === "ArrowUp" || key === "ArrowDown")) {
    resize(Math.max(STEP, held.minutes + (key === "ArrowDown" ? STEP : -STEP)));
  } else if (key === "ArrowUp") held.row -= 1;
  else if (key === "ArrowDown") held.row += 1;
  else if (key === "ArrowLeft") held.column -= 1;
  else held.column += 1;
}

function resize(minutes) {
  held.minutes = Math.min(minutes, 720);
  held.rows = Math.ceil(held.minutes / STEP);
}

// A session that waits beside the grid comes into it at the first full hour.
function join(block, link) {
  held.home = block.parentElement;
  held.placed = true;
  document.querySelector(".day-grid-blocks").append(block);
  link.focus();
}

document.addEventListener("focusout", (event) => {
  if (held?.how === "keys" && held.block.contains(event.target) && !held.home) putBack();
});

// By pointer

document.addEventListener("pointerdown", (event) => {
  const block = event.target.closest?.(".block[data-moves]");
  const end = event.target.closest?.(".block-end");
  if (!block || !wide.matches || event.button !== 0 || (event.pointerType === "touch" && !end)) return;
  if (held) putBack();
  held = begun(block, end ? "end" : "drag");
  const box = block.getBoundingClientRect();
  Object.assign(held, { x: event.clientX, y: event.clientY, dx: event.clientX - box.left, dy: event.clientY - box.top });
  if (end) event.preventDefault();
});

document.addEventListener("pointermove", (event) => {
  if (!held || held.how === "keys") return;
  if (!held.moved && Math.hypot(event.clientX - held.x, event.clientY - held.y) < 5) return;
  if (!held.moved) getSelection()?.removeAllRanges();
  held.moved = true;
  if (held.how === "end") lengthen(event);
  else carry(event);
  if (held.placed || held.how === "end") show();
});

function rowHeight() {
  return columns()[0].getBoundingClientRect().height / Number(grid().dataset.rows);
}

function lengthen(event) {
  const rows = Math.round((event.clientY - held.y) / rowHeight());
  resize(Math.max(STEP, Number(held.block.dataset.minutes) + rows * STEP));
}

function carry(event) {
  const waiting = document.querySelector(".planner-waiting");
  const over = columns().findIndex((column) => {
    const box = column.getBoundingClientRect();
    return event.clientX >= box.left && event.clientX < box.right;
  });
  const inside = document.querySelector(".day-grid-box").getBoundingClientRect();
  held.within = event.clientY < inside.bottom && event.clientY > inside.top && event.clientX < inside.right;
  held.leaves = !held.within && hits(waiting, event);
  waiting.classList.toggle("planner-drop", held.leaves && held.placed);
  if (over >= 0 && held.within) {
    if (!held.placed) enter();
    held.column = over;
    held.row = Math.round((event.clientY - held.dy - columns()[0].getBoundingClientRect().top) / rowHeight());
  }
}

function enter() {
  held.home = held.block.parentElement;
  held.placed = true;
  held.dy = 8;
  document.querySelector(".day-grid-blocks").append(held.block);
}

function hits(element, event) {
  const box = element.getBoundingClientRect();
  return event.clientX >= box.left && event.clientX < box.right && event.clientY >= box.top && event.clientY < box.bottom;
}

document.addEventListener("pointerup", () => {
  if (!held || held.how === "keys") return;
  if (!held.moved) {
    held = null;
    return;
  }
  dropped = true;
  setTimeout(() => (dropped = false), 0);
  document.querySelector(".planner-drop")?.classList.remove("planner-drop");
  const goes = held.leaves ? !("waiting" in held.block.dataset) : held.placed;
  if (goes) send();
  else putBack();
});

// The press that ends a drag is no click on the link under it.
document.addEventListener("click", (event) => dropped && event.preventDefault(), { capture: true });
document.addEventListener("pointercancel", putBack);
document.addEventListener("dragstart", (event) => {
  if (event.target.closest?.(".block")) event.preventDefault();
});

// Undo is a form like any other; with this file its answer takes the same way as that of a move.
document.addEventListener("submit", (event) => {
  const form = event.target.closest(".planner-undo form");
  if (!form) return;
  event.preventDefault();
  post(form.action, new URLSearchParams(new FormData(form)), "");
});
