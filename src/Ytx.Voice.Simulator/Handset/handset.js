// The virtual handset: shows each call as it comes in, rings, and reads the code out. Whatever comes from a call goes into
// the page as text, never as markup.

const ringMilliseconds = Number(document.body.dataset.ringMilliseconds);
const maxCalls = Number(document.body.dataset.maxCalls);
const list = document.getElementById("calls");
const template = document.getElementById("call-template");
const connection = document.getElementById("connection");
const news = document.getElementById("news");
const ringSwitch = document.getElementById("ring");
const speakSwitch = document.getElementById("speak");
const answered = new Set();

// --- Switches, remembered for the next visit where the browser allows it ---

function remember(input, key, start) {
  try {
    input.checked = (localStorage.getItem(key) ?? start) === "on";
    input.addEventListener("change", () => localStorage.setItem(key, input.checked ? "on" : "off"));
  } catch {
    input.checked = start === "on"; // storage may be blocked: the switch then lasts as long as the page
  }
}

// --- Ring tone: 450 Hz, as in mainland China, one second in three. Browsers allow sound after a first gesture ---

let sound;

function allowSound() {
  sound ??= new AudioContext();
  sound.resume();
}

function ringOnce() {
  if (!ringSwitch.checked || sound?.state !== "running" || !list.querySelector('[data-state="ringing"]')) {
    return;
  }
  const tone = new OscillatorNode(sound, { frequency: 450 });
  const volume = new GainNode(sound, { gain: 0 });
  const start = sound.currentTime;
  volume.gain.linearRampToValueAtTime(0.12, start + 0.03);
  volume.gain.setValueAtTime(0.12, start + 0.95);
  volume.gain.linearRampToValueAtTime(0, start + 1);
  tone.connect(volume).connect(sound.destination);
  tone.start(start);
  tone.stop(start + 1);
  tone.onended = () => volume.disconnect();
  stopTone = () => volume.gain.cancelScheduledValues(0).setTargetAtTime(0, sound.currentTime, 0.02);
}

let stopTone = () => {};

// --- Voice: digit by digit, Chinese then English, as often as the gateway would play it ---

const languages = [
  { tag: "zh-CN", say: (digits) => `您的验证码是：${digits.join("，")}。` },
  { tag: "en", say: (digits) => `Your code is: ${digits.join(", ")}.` },
];

function voiceFor(tag) {
  const voices = window.speechSynthesis?.getVoices() ?? [];
  const normal = (voice) => voice.lang.replace("_", "-");
  return voices.find((voice) => normal(voice) === tag)
    ?? voices.find((voice) => normal(voice).split("-")[0] === tag.split("-")[0]);
}

function speak(item) {
  const spoken = languages.map((language) => ({ ...language, voice: voiceFor(language.tag) })).filter(({ voice }) => voice);
  document.getElementById("voice-hint").hidden = spoken.length > 0;
  if (spoken.length === 0) {
    return;
  }
  speechSynthesis.cancel();
  const digits = [...item.querySelector("[data-code]").dataset.code];
  const times = Number(item.querySelector('[data-field="time"]').textContent);
  const utterances = Array.from({ length: times }, () => spoken).flat().map(({ tag, say, voice }) => {
    const utterance = new SpeechSynthesisUtterance(say(digits));
    utterance.lang = tag;
    utterance.voice = voice;
    utterance.rate = 0.85;
    return utterance;
  });
  list.querySelectorAll(".speaking").forEach((other) => other.classList.remove("speaking"));
  item.classList.add("speaking");
  utterances.at(-1).onend = () => item.classList.remove("speaking");
  utterances.forEach((utterance) => speechSynthesis.speak(utterance));
}

// --- Calls ---

function field(item, name) {
  return item.querySelector(`[data-field="${name}"]`);
}

function build(call) {
  const item = template.content.firstElementChild.cloneNode(true);
  item.dataset.requestId = call.requestId;
  item.dataset.dst = call.dst;
  item.dataset.state = answered.has(call.requestId) ? "answered" : call.state;
  const code = item.querySelector("[data-code]");
  code.dataset.code = code.textContent = call.code;
  field(item, "dst").textContent = call.dst;
  field(item, "time").textContent = call.time;
  field(item, "dstclid").textContent = call.dstclid ?? "";
  field(item, "operation").textContent = `${call.function} · ${call.action}`
    + (call.templateId ? ` · ${call.templateId}: ${call.datas.join(", ")}` : "");
  field(item, "received").dateTime = call.receivedAt;
  return item;
}

function bringToLife(item) {
  const received = field(item, "received");
  received.textContent = new Date(received.dateTime).toLocaleTimeString();
  item.querySelector("[data-code]").classList.toggle("long", item.querySelector("[data-code]").dataset.code.length > 8);
  const button = item.querySelector("[data-answer]");
  button.hidden = false;
  button.addEventListener("click", () => {
    answer(item);
    speak(item);
  });
  showState(item);
  if (item.dataset.state === "ringing") {
    ringOnce();
    setTimeout(() => {
      if (item.isConnected && item.dataset.state === "ringing") {
        answer(item);
        if (speakSwitch.checked) {
          speak(item);
        }
      }
    }, ringMilliseconds);
  }
}

function showState(item) {
  const ringing = item.dataset.state === "ringing";
  field(item, "state").textContent = item.dataset.state;
  field(item, "answer").textContent = ringing ? "Answer" : "Speak";
}

function answer(item) {
  answered.add(item.dataset.requestId);
  item.dataset.state = "answered";
  showState(item);
  if (!list.querySelector('[data-state="ringing"]')) {
    stopTone();
  }
}

function add(call) {
  if (find(call.requestId)) {
    return;
  }
  const item = build(call);
  list.prepend(item);
  bringToLife(item);
  while (list.childElementCount > maxCalls) {
    remove(list.lastElementChild);
  }
  news.textContent = `Call to ${[...call.dst].join(" ")}. Code ${[...call.code].join(" ")}.`;
}

function find(requestId) {
  return [...list.children].find((item) => item.dataset.requestId === requestId);
}

function remove(item) {
  answered.delete(item.dataset.requestId);
  item.remove();
}

// After a lost connection the whole list comes again; what is already shown stays as it is, and so does the focus.
function replaceAll(calls) {
  const known = new Set(calls.map((call) => call.requestId));
  [...list.children].filter((item) => !known.has(item.dataset.requestId)).forEach(remove);
  calls.toReversed().forEach(add);
  if (list.childElementCount === 0) {
    list.replaceChildren(); // without white space left over, the list counts as empty
    news.textContent = "";
    stopTone();
    window.speechSynthesis?.cancel();
  }
}

// --- The live connection ---

function showConnection(on, text) {
  connection.dataset.connection = on ? "on" : "off";
  if (connection.textContent !== text) {
    connection.textContent = text;
  }
}

function connect() {
  const events = new EventSource("/_simulator/events");
  events.addEventListener("open", () => showConnection(true, "Connected"));
  events.addEventListener("calls", (event) => replaceAll(JSON.parse(event.data)));
  events.addEventListener("call", (event) => add(JSON.parse(event.data)));
  events.addEventListener("error", () => {
    showConnection(false, "Disconnected, trying again");
    // The browser tries again by itself, except after an answer that was not a stream.
    if (events.readyState === EventSource.CLOSED) {
      setTimeout(connect, 3000);
    }
  });
}

remember(ringSwitch, "ytx-handset-ring", "on");
remember(speakSwitch, "ytx-handset-speak", "off");
ringSwitch.addEventListener("change", () => stopTone());
document.getElementById("keys").hidden = false;
document.getElementById("clear").addEventListener("click", () => fetch("/_simulator/calls", { method: "DELETE" }));
addEventListener("pointerdown", allowSound, { once: true });
addEventListener("keydown", allowSound, { once: true });
window.speechSynthesis?.getVoices(); // some browsers load their voices on the first question
setInterval(ringOnce, 3000);
[...list.children].forEach(bringToLife);
connect();
