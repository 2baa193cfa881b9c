/**
 * The editor of a storyboard. Its forms work without this script, and htmx sends them. The rest is here: one edit at a
 * time, what is typed and focused while the page changes, shortcuts, dragging, listening, and pictures that are late.
 */

const byId = (id) => document.getElementById(id);
const all = (selector) => [...(byId("editor")?.querySelectorAll(selector) ?? [])];
const inEditor = (event, selector) => event.target.closest?.(`#editor ${selector}`);
const isOurs = (event) => event.detail.target?.id === "editor";
const say = (text) => (byId("said").textContent = text);

/* --- One edit at a time: clicks of meanwhile follow it. An id names a sentence, wherever that is by then. --- */

let sending = false;
let kept = null;
const clicked = [];

function holdBack(event) {
  const button = inEditor(event, "button[type=submit]");
  if (!button || !sending) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  clicked.push(button.id);
}

function begin(event) {
  if (!isOurs(event)) return;
  sending = true;
  byId("editor").setAttribute("aria-busy", "true");
}

function end() {
  sending = false;
  byId("editor")?.removeAttribute("aria-busy");
  const next = clicked.map(byId).findIndex((button) => button && !button.disabled);
  const [id] = clicked.splice(0, next < 0 ? clicked.length : next + 1).slice(-1);
  if (next >= 0) byId(id).click();
}

const REFUSALS = [409, 422]; // their page says what was refused, and why
const FAILURES = { 403: "You are not signed in.", 404: "The video was deleted.", 429: "Too many changes in a minute." };

function fail(event) {
  if (!isOurs(event)) return;
  clicked.length = 0;
  const why = FAILURES[event.detail.xhr?.status] ?? "The server does not answer.";
  byId("saved").textContent = `Not saved. ${why} What you have typed is still here: try again.`;
  byId("saved").classList.add("failed");
  say(byId("saved").textContent);
  end();
}

/* --- What a person has opened, typed and focused outlives the swap. --- */

const fields = () => all("[data-saved]");
const isTyped = (field) => field.value !== field.dataset.saved;

function keep(event) {
  if (!isOurs(event)) return;
  const { detail } = event;
  if (REFUSALS.includes(detail.xhr.status)) Object.assign(detail, { shouldSwap: true, isError: false });
  const focused = document.activeElement;
  const items = all(".item");
  const place = items.indexOf(focused.closest(".item"));
  const moves = place < 0 ? [] : [...items[place].querySelectorAll(".up, .down")];
  const heirs = [focused, ...moves, items[place], items[place + 1], items[place - 1], byId("storyboard")];
  kept = {
    open: all("details[open]").map((each) => each.id),
    typed: fields().filter((field) => isTyped(field) && field.form !== detail.requestConfig.elt),
    heirs: all(":focus").length ? heirs.filter(Boolean).map((each) => each.id) : [],
    slides: new Map(all(".scene").map((scene) => [sceneKey(scene), scene.querySelector(".slide img[id]")])),
  };
}

function restore(event) {
  if (!isOurs(event) || !kept) return;
  const { open, typed, heirs, slides } = kept;
  kept = null;
  for (const id of open) byId(id)?.setAttribute("open", "");
  for (const { id, value } of typed) if (byId(id)) byId(id).value = value;
  all(".scene").forEach((scene) => stayFaint(slides.get(sceneKey(scene)), scene.querySelector(".slide img[id]")));
  if (playing) show("Stop", "stop");
  offerDragging();
  const heir = byId(heirs.find((id) => byId(id) && !byId(id).disabled));
  if (document.activeElement === document.body) heir?.focus({ preventScroll: true });
  if (heir) document.activeElement.scrollIntoView({ block: "nearest" });
}

function holdApproval(event) {
  const field = event.target.id === "approval" && fields().find(isTyped);
  if (!field) return;
  event.preventDefault();
  field.closest("details")?.setAttribute("open", "");
  field.focus();
  say("Nothing was approved yet: save or clear what you have typed here.");
}

/* --- Shortcuts --- */

const STEPS = { z: "undo", y: "redo", Z: "redo" };
const MOVES = { ArrowUp: ".up", ArrowDown: ".down" };

function shortcut(event) {
  const step = (event.ctrlKey || event.metaKey) && !event.altKey && !event.target.matches("input") && STEPS[event.key];
  const move = event.altKey && MOVES[event.key] && inEditor(event, ".item");
  if (!byId("editor") || !(step || move)) return;
  event.preventDefault();
  const button = step ? byId(step) : move.querySelector(MOVES[event.key]);
  if (button && !button.disabled) button.click();
  else say(step ? `Nothing to ${step}.` : `It is the ${event.key === "ArrowUp" ? "first" : "last"} already.`);
}

/* --- Dragging a sentence to its place, from the storyboard or from the abstract --- */

let dragged = null;

const offerDragging = () => all(".grip").forEach((grip) => (grip.hidden = false));

function drag(event) {
  const source = inEditor(event, ".grip, .sentence");
  if (!source) return;
  const item = source.closest(".item");
  dragged = item ? { position: Number(item.dataset.position) } : JSON.parse(source.value); // what its click would do
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", "");
  event.dataTransfer.setDragImage(item ?? source, 20, 20);
}

function landing(event) {
  const item = dragged && inEditor(event, ".item");
  if (!item) return null;
  const { top, height } = item.getBoundingClientRect();
  return { item, after: event.clientY > top + height / 2 };
}

function hover(event) {
  const place = landing(event);
  all(".before, .after").forEach((each) => each.classList.remove("before", "after"));
  if (!place) return;
  event.preventDefault();
  place.item.classList.add(place.after ? "after" : "before");
}

function drop(event) {
  const place = landing(event);
  if (!place) return;
  event.preventDefault();
  const to = Number(place.item.dataset.position) + (place.after ? 1 : 0);
  const { type, index, position } = dragged;
  const moved = { type: "move_item", position, to: to > position ? to - 1 : to };
  byId("dropped").value = JSON.stringify(type === "add_sentence" ? { type, index, position: to } : moved);
  byId("dropped").click();
}

function release() {
  dragged = null;
  all(".before, .after").forEach((each) => each.classList.remove("before", "after"));
}

/* --- Listening to a sentence --- */

const voice = new Audio();
const MOST_TIMES = 8;
const SOUND_AGAIN_MS = 1000;
let playing = null;
let again = null;

function listen(event) {
  const link = inEditor(event, ".play");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const stops = playing === link.id;
  silence();
  if (stops) return;
  playing = link.id;
  show("Stop", "stop");
  play(link.href, MOST_TIMES);
}

function play(url, times) {
  voice.src = url;
  voice.play().catch((error) => {
    if (error.name === "AbortError") return; // another sentence was chosen
    if (times > 1) again = setTimeout(play, SOUND_AGAIN_MS, url, times - 1); // the voice may still be loading
    else {
      silence();
      say("This sentence cannot be played at the moment. Try again.");
    }
  });
}

function silence() {
  clearTimeout(again);
  voice.pause();
  show("Listen", "play");
  playing = null;
}

function show(text, icon) {
  const link = byId(playing);
  if (!link) return;
  link.querySelector("span").textContent = text;
  const use = link.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${icon}`));
}

/* --- A slide that changes stays faintly until the new one is there. One that is late is asked for again. --- */

const AGAIN_MS = 400;
const SLIDE = "#editor .slide img[id]";

const sceneKey = (scene) => scene.querySelector(".item")?.id ?? scene.className;
const isSlide = (event) => event.target.matches?.(SLIDE);
const isThere = (picture) => picture.complete && picture.naturalWidth > 0;

function stayFaint(old, picture) {
  if (!old || old === picture || old.isConnected || isThere(picture)) return;
  old.removeAttribute("id");
  old.alt = "";
  old.classList.add("old");
  picture.before(old);
}

function arrive(picture) {
  picture.classList.remove("missing");
  picture.parentElement.querySelectorAll(".old").forEach((each) => each.remove());
}

function wait(picture) {
  const asked = Number(picture.dataset.asked ?? 0) + 1;
  picture.dataset.asked = asked;
  if (asked > MOST_TIMES) arrive(picture); // what it showed before is no longer so
  else setTimeout(() => (picture.src = picture.getAttribute("src")), AGAIN_MS * asked);
  picture.classList.add("missing");
}

const LISTENERS = {
  click: listen,
  keydown: shortcut,
  submit: holdApproval,
  dragstart: drag,
  dragover: hover,
  drop: drop,
  dragend: release,
  "htmx:beforeRequest": begin,
  "htmx:beforeSwap": keep,
  "htmx:afterSwap": restore,
  "htmx:afterSettle": (event) => event.target.id === "editor" && end(),
  "htmx:responseError": fail,
  "htmx:sendError": fail,
  "htmx:load": offerDragging,
};

document.addEventListener("click", holdBack, true);
document.addEventListener("error", (event) => isSlide(event) && wait(event.target), true);
document.addEventListener("load", (event) => isSlide(event) && arrive(event.target), true);
voice.addEventListener("ended", silence);
for (const [name, listener] of Object.entries(LISTENERS)) document.addEventListener(name, listener);
offerDragging();
document.querySelectorAll(SLIDE).forEach((picture) => picture.complete && !isThere(picture) && wait(picture)); // it failed before
