// Recording a voice with the microphone, where the browser allows it.

const LONGEST = 60_000;
const KINDS = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"];

export class Recorder {
  constructor(button, onVoice, onTrouble) {
    this.button = button;
    this.onVoice = onVoice;
    this.onTrouble = onTrouble;
    const able = Boolean(window.MediaRecorder && navigator.mediaDevices?.getUserMedia);
    button.hidden = !able;
    button.onclick = () => (this.running ? this.running.stop() : this.begin());
  }

  async begin() {
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      this.onTrouble("This browser gives no microphone. Send a voice file instead.");
      return;
    }
    const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
    const parts = [];
    this.running = new MediaRecorder(stream, mimeType ? { mimeType } : {});
    this.running.ondataavailable = (event) => parts.push(event.data);
    this.running.onstop = () => this.end(stream, parts);
    this.running.start();
    this.show(true);
    this.limit = setTimeout(() => this.running?.stop(), LONGEST);
  }

  end(stream, parts) {
    clearTimeout(this.limit);
    const type = this.running.mimeType;
    stream.getTracks().forEach((track) => track.stop());
    this.running = null;
    this.show(false);
    const voice = new Blob(parts, { type });
    if (voice.size) this.onVoice(new File([voice], "voice.oga", { type }));
  }

  show(on) {
    this.button.setAttribute("aria-pressed", String(on));
    this.button.setAttribute("aria-label", on ? "Stop and send the voice message" : "Record a voice message");
  }
}
