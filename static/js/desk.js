// Reads a ticket with the telephone's camera, where the browser can. Without this the desk types, or uses the
// telephone's own camera, which opens the same page.
const button = document.querySelector("[data-camera]");
const words = document.querySelector("[data-camera-words]");
const field = document.getElementById("q");
const start = button?.textContent;
let video = null;

if (button && "BarcodeDetector" in window && navigator.mediaDevices) {
  button.hidden = false;
  button.addEventListener("click", () => (video ? stop() : read()));
}

async function read() {
  words.textContent = "";
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video = document.createElement("video");
    video.muted = video.playsInline = true;
    video.srcObject = stream;
    field.form.append(video);
    await video.play();
    button.textContent = button.dataset.stop;
    look(new BarcodeDetector({ formats: ["qr_code"] }));
  } catch {
    stop();
    words.textContent = button.dataset.refused;
  }
}

async function look(detector) {
  if (!video) return;
  const [square] = await detector.detect(video).catch(() => []);
  if (square) {
    stop();
    field.value = square.rawValue;
    field.form.requestSubmit();
  } else {
    setTimeout(() => look(detector), 150);
  }
}

function stop() {
  for (const track of video?.srcObject?.getTracks() ?? []) track.stop();
  video?.remove();
  video = null;
  button.textContent = start;
}
