/** The player and the transcript beside it: the transcript follows the voice, and links to a time seek to it. */

const TIMED = "[data-start]";

class HiddenHillPlayer extends HTMLElement {
  connectedCallback() {
    this.video = this.querySelector("video");
    this.box = this.querySelector(".lines");
    this.lists = [".lines", ".chapters"].map((list) => [...this.querySelectorAll(`${list} ${TIMED}`)]);
    this.elsewhere = false; // the reader has scrolled to another part of the transcript
    this.addEventListener("click", (event) => this.jump(event));
    for (const name of ["timeupdate", "seeked"]) this.video.addEventListener(name, () => this.follow());
    for (const name of ["wheel", "touchmove", "pointerdown", "keydown", "focusin"]) {
      this.box?.addEventListener(name, () => (this.elsewhere = true), { passive: true });
    }
    this.offerSpeeds();
    this.offerCitation();
  }

  /** Seek instead of reloading the page; the player keeps playing or stays paused. */
  jump(event) {
    const link = event.target.closest(TIMED);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.elsewhere = false;
    this.video.currentTime = Number(link.dataset.start);
    this.follow();
  }

  /** Mark the current sentence and chapter, and scroll the sentence into view. */
  follow() {
    // Times in links are rounded to the millisecond.
    const now = this.video.currentTime + 0.001;
    for (const links of this.lists) {
      const current = links.findLast((link) => Number(link.dataset.start) <= now);
      const marked = links.find((link) => link.hasAttribute("aria-current"));
      if (current !== marked) {
        marked?.removeAttribute("aria-current");
        current?.setAttribute("aria-current", "true");
      }
      if (current && this.box.contains(current)) this.show(current.closest("li"));
    }
  }

  /** Scroll the transcript, not the page, and not while the reader is elsewhere. */
  show(line) {
    const box = this.box.getBoundingClientRect();
    const place = line.getBoundingClientRect();
    if (place.top >= box.top && place.bottom <= box.bottom) {
      this.elsewhere = false; // the reader is back at the current sentence
    } else if (!this.elsewhere) {
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      const top = this.box.scrollTop + place.top - box.top - (box.height - place.height) / 3;
      this.box.scrollTo({ top, behavior: calm ? "instant" : "smooth" });
    }
  }

  offerSpeeds() {
    const field = this.querySelector(".speed");
    const select = field.querySelector("select");
    field.hidden = false;
    select.addEventListener("change", () => (this.video.playbackRate = Number(select.value)));
    this.video.addEventListener("ratechange", () => (select.value = String(this.video.playbackRate)));
  }

  offerCitation() {
    const button = this.querySelector(".copy");
    if (!button) return;
    const citation = this.querySelector(".citation");
    const status = this.querySelector(".copied");
    button.hidden = false;
    button.addEventListener("click", async () => {
      getSelection().selectAllChildren(citation);
      try {
        await navigator.clipboard.writeText(citation.textContent);
        status.textContent = "Copied.";
      } catch {
        status.textContent = "The citation is selected: copy it with the keyboard."; // no clipboard without HTTPS
      }
    });
  }
}

customElements.define("hidden-hill-player", HiddenHillPlayer);
