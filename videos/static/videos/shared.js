/** A shared video starts at #t=, and the link to its current second can be copied. */

const video = document.querySelector("video");

/** Seek to the seconds after #t=. */
function seek() {
  const seconds = Number(new URLSearchParams(location.hash.slice(1)).get("t"));
  if (seconds > 0) video.currentTime = seconds;
}

seek();
addEventListener("hashchange", seek);

// The URL of a file in a bucket is valid for a minute. The player's own URL leads to a new one.
let renewed = 0;
video.addEventListener("error", () => {
  const at = video.currentTime;
  if (!at || Date.now() - renewed < 60_000) return;
  renewed = Date.now();
  const wasPlaying = !video.paused;
  video.load();
  video.currentTime = at;
  if (wasPlaying) video.play();
});

const button = document.querySelector(".copy-link");
if (button && navigator.clipboard) { // only over HTTPS and on loopback
  const now = button.querySelector(".now");
  const status = document.querySelector(".link-copied");
  const show = () => {
    const seconds = Math.floor(video.currentTime);
    now.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  };
  for (const name of ["timeupdate", "seeked"]) video.addEventListener(name, show);
  show();
  button.hidden = false;
  button.addEventListener("click", async () => {
    const seconds = Math.floor(video.currentTime);
    await navigator.clipboard.writeText(button.dataset.link + (seconds ? `#t=${seconds}` : ""));
    status.textContent = "Copied.";
  });
}
