// Offers a notice of the browser for the end of a job or a batch. The page asks for news by itself, so it must stay open.

const button = () => document.getElementById("notify");
const say = (text) => (document.getElementById("said").textContent = text);
const LABELS = ["Notify me when it is ready", "Do not notify me"];
let wanted = false;

/** Whether pages can show notices here. Browsers of phones have the class, but let only service workers use it. */
function isPossible() {
  if (!window.isSecureContext || !("Notification" in window) || Notification.permission === "denied") return false;
  if (Notification.permission === "granted") return true;
  try {
    new Notification(""); // without a permission it is not shown
    return true;
  } catch {
    return false;
  }
}

const possible = isPossible();

async function toggle() {
  if (!wanted && (await Notification.requestPermission()) !== "granted") {
    button()?.remove();
    say("This browser does not allow notifications of this site.");
    return;
  }
  wanted = !wanted;
  if (button()) button().textContent = LABELS[Number(wanted)];
  say(wanted ? "You will be notified. Keep this page open." : "You will not be notified.");
}

function update() {
  if (button()) {
    button().hidden = !possible;
  } else if (wanted) {
    wanted = false;
    if (document.hidden || !document.hasFocus()) announce();
  }
}

/** The job has ended or waits for its review: what the page says to screen readers, and the title of the paper. */
function announce() {
  const title = document.getElementById("said").textContent.trim();
  const notice = new Notification(title, { body: document.querySelector("h1").textContent, tag: location.pathname });
  notice.addEventListener("click", () => {
    window.focus();
    notice.close();
  });
}

document.addEventListener("click", (event) => {
  if (event.target.id === "notify") toggle();
});
document.addEventListener("htmx:afterSettle", update);
update();
