// What scripts add. Without them everything works too: the server answers a second click, and says how long to wait.

// --- A form is sent once: a second click would cut off the answer to the first one, and with it the log-in ---

addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
  }
  form.dataset.sent = "yes";
});

addEventListener("pageshow", () => {
  for (const form of document.forms) {
    delete form.dataset.sent; // the page was left and came back as it was
  }
});

// --- The wait for the next call is counted down, and its button is off until then ---

const note = document.querySelector("[data-wait-seconds]");

if (note) {
  const button = document.getElementById("call-again");
  const text = note.querySelector("[data-wait-text]");
  const ends = Date.now() + Number(note.dataset.waitSeconds) * 1000;

  const say = (seconds) => seconds === 1 ? "1 second"
    : seconds < 120 ? `${seconds} seconds`
    : seconds < 7200 ? `${Math.ceil(seconds / 60)} minutes`
    : `${Math.ceil(seconds / 3600)} hours`;

  const tick = () => {
    const left = Math.ceil((ends - Date.now()) / 1000);
    button.disabled = left > 0;
    if (left > 0) {
      text.textContent = say(left);
      return;
    }
    clearInterval(timer);
    note.remove();
    document.querySelector("[data-wait-over]").textContent = "You can ask for another call now.";
  };

  const timer = setInterval(tick, 1000);
  tick();
}
