// A press under way: from finger down until its click has come, what stands under it must not be made anew.

// A touch is a click only some time after the finger is up.
const CLICK = 350;

export class Hold {
  // Calls `free` when a press is over.
  constructor(element, free) {
    this.free = free;
    this.down = false;
    // Of another button's press a browser may show a menu, and never tell its end.
    element.addEventListener("pointerdown", (event) => event.button === 0 && this.begin(), { passive: true });
    // Wherever the finger goes up: outside the chat, or outside the window.
    addEventListener("pointerup", () => this.end(CLICK), { passive: true });
    addEventListener("click", () => this.end(0));
    for (const lost of ["pointercancel", "blur"]) addEventListener(lost, () => this.end(0));
  }

  begin() {
    clearTimeout(this.ending);
    this.down = true;
  }

  end(after) {
    if (!this.down) return;
    clearTimeout(this.ending);
    this.ending = setTimeout(() => {
      this.down = false;
      this.free();
    }, after);
  }
}
