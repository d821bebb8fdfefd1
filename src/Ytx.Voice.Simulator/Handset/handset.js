// The virtual handset: shows each call as it comes in, rings, and reads the code out. What becomes of a call is the
// simulator's to say; this page asks for it and shows it. Whatever comes from a call goes in as text, never as markup.

const ringMilliseconds = Number(document.body.dataset.ringMilliseconds);
const maxCalls = Number(document.body.dataset.maxCalls);
const words = JSON.parse(document.querySelector("[data-words]").dataset.words);
const title = document.title;
const list = document.getElementById("calls");
const template = document.getElementById("call-template");
const connection = document.getElementById("connection");
const news = document.getElementById("news");
const trouble = document.getElementById("trouble");
const ringSwitch = document.getElementById("ring");
const speakSwitch = document.getElementById("speak");
const showSwitch = document.getElementById("show");
const soundHint = document.getElementById("sound-hint");

function say(name, ...values) {
  return words[name].replace(/\{(\d)\}/g, (_, index) => values[index]);
}

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
let stopTone = () => {};

function allowSound() {
  sound ??= new AudioContext();
  sound.onstatechange = showSoundHint;
  sound.resume();
  showSoundHint();
}

function showSoundHint() {
  soundHint.hidden = !ringSwitch.checked || sound?.state === "running";
}

function isRinging() {
  return list.querySelector('[data-state="ringing"]') !== null;
}

function ringOnce() {
  if (!ringSwitch.checked || sound?.state !== "running" || !isRinging()) {
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

// --- Voice: Chinese then English, as often as the gateway would play it, and each digit appears as it is spoken ---

const languages = [
  { tag: "zh-CN", before: "您的验证码是：" },
  { tag: "en", before: "Your code is:" },
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
    return false;
  }
  window.speechSynthesis.cancel();
  const digits = [...codeOf(item)];
  const times = Number(field(item, "time").textContent);
  const utterances = Array.from({ length: times }, () => spoken).flat().flatMap(({ tag, before, voice }) =>
    [before, ...digits].map((text, index) => {
      const utterance = new SpeechSynthesisUtterance(text);
      utterance.lang = tag;
      utterance.voice = voice;
      utterance.rate = 0.85;
      utterance.onstart = () => uncover(item, index);
      return utterance;
    }));
  list.querySelectorAll(".speaking").forEach((other) => other.classList.remove("speaking"));
  item.classList.add("speaking");
  utterances.at(-1).onend = () => item.classList.remove("speaking");
  utterances.forEach((utterance) => speechSynthesis.speak(utterance));
  return true;
}

function hush(item) {
  if (item.classList.contains("speaking")) {
    window.speechSynthesis.cancel();
    item.classList.remove("speaking");
  }
}

// --- The code: hidden until somebody answers ---

const uncovered = new WeakMap(); // how many digits of a call's code are to be seen
const digitMilliseconds = 600;

function codeOf(item) {
  return item.querySelector("[data-code]").dataset.code;
}

function uncover(item, count) {
  uncovered.set(item, Math.max(count, uncovered.get(item) ?? 0));
  showCode(item);
}

function showCode(item) {
  const code = codeOf(item);
  const count = uncovered.get(item) ?? 0;
  const whole = showSwitch.checked || count >= code.length;
  const veil = item.querySelector("[data-veil]");
  item.querySelector("[data-code]").hidden = !whole;
  veil.hidden = whole;
  veil.textContent = code.slice(0, count) + "•".repeat(Math.max(0, code.length - count));
  item.querySelector("[data-copy]").hidden = !whole || code === "";
  if (whole && count >= code.length && item.dataset.toTell) {
    delete item.dataset.toTell;
    news.textContent = say("code", [...code].join(" "));
  }
}

// Each digit with the voice; without one at a steady pace, and at the latest when the voice should be through.
function tell(item, aloud) {
  item.dataset.toTell = "code";
  const length = codeOf(item).length;
  if (aloud && speak(item)) {
    setTimeout(() => uncover(item, length), 3000 + length * 1500);
    return;
  }
  for (let count = 1; count <= length; count++) {
    setTimeout(() => uncover(item, count), count * digitMilliseconds);
  }
}

async function copy(item) {
  try {
    await navigator.clipboard.writeText(codeOf(item));
    showDone(item.querySelector("[data-copy]"), "copied", "copy");
    showTrouble("");
  } catch {
    showTrouble(say("notCopied"));
  }
}

// A button says for two seconds what it has done.
function showDone(button, done, label) {
  button.textContent = news.textContent = say(done);
  setTimeout(() => { button.textContent = say(label); }, 2000);
}

// What did not work, until something does.
function showTrouble(text) {
  trouble.textContent = text;
  trouble.hidden = text === "";
}

// --- Calls ---

const wanted = new Set(); // calls that this page answers, and so reads out

function field(item, name) {
  return item.querySelector(`[data-field="${name}"]`);
}

function grouped(number) {
  const area = /^(1|0[12])/.test(number) ? 3 : 4;
  return number.length < 10 ? number : `${number.slice(0, area)} ${number.slice(area, -4)} ${number.slice(-4)}`;
}

function build(call) {
  const item = template.content.firstElementChild.cloneNode(true);
  item.dataset.requestId = call.requestId;
  item.dataset.dst = call.dst;
  item.dataset.state = call.state;
  const code = item.querySelector("[data-code]");
  code.dataset.code = code.textContent = call.code;
  const number = field(item, "dst");
  number.textContent = grouped(call.dst);
  number.id = `number-${call.requestId}`;
  const actions = item.querySelector("[data-actions]");
  actions.id = `actions-${call.requestId}`;
  actions.setAttribute("aria-labelledby", `${actions.id} ${number.id}`);
  field(item, "time").textContent = call.time;
  field(item, "dstclid").textContent = call.dstclid ?? "";
  field(item, "operation").textContent = `${call.function} · ${call.action}`
    + (call.templateId ? ` · ${call.templateId}: ${call.datas.join(", ")}` : "");
  field(item, "received").dateTime = call.receivedAt;
  return item;
}

function bringToLife(item) {
  const received = field(item, "received");
  received.textContent = new Date(received.dateTime).toLocaleTimeString(document.documentElement.lang);
  item.querySelectorAll(".call-code").forEach((code) => code.classList.toggle("long", codeOf(item).length > 8));
  item.querySelector("[data-copy]").addEventListener("click", () => copy(item));
  item.querySelector("[data-speak]").addEventListener("click", () => speak(item));
  item.querySelectorAll("[data-touch]").forEach((button) =>
    button.addEventListener("click", () => touch(item, button.dataset.touch)));
  item.querySelector("[data-actions]").hidden = false;
  if (isHeard(item)) {
    uncover(item, codeOf(item).length);
  }
  showState(item);
  item.classList.add("alive");
}

function isHeard(item) {
  return item.dataset.state === "answered" || item.dataset.state === "ended";
}

function showState(item) {
  const { state } = item.dataset;
  field(item, "state").textContent = say(state);
  const hadFocus = item.querySelector("[data-actions]").contains(document.activeElement);
  item.querySelectorAll("[data-when]").forEach((button) => {
    button.hidden = !button.dataset.when.split(" ").includes(state)
      || (button.dataset.touch === "let-ring" && item.dataset.rings === "on");
  });
  if (hadFocus && document.activeElement?.closest("[hidden]") !== null) {
    (item.querySelector("[data-actions] button:not([hidden])") ?? document.querySelector(".screen")).focus();
  }
  const note = field(item, "note");
  note.textContent = noteOf(item);
  note.hidden = note.textContent === "";
  showCode(item);
  showTitle();
  if (!isRinging()) {
    stopTone();
  }
}

function noteOf(item) {
  const { person, rings, state, touched } = item.dataset;
  if (rings === "on" && state === "ringing") {
    return say("rings");
  }
  if (person && !touched) {
    return say("scripted", person, say(person));
  }
  return state === "ringing" ? say("byItself", Math.round(ringMilliseconds / 1000)) : "";
}

function showTitle() {
  const ringing = list.querySelector('[data-state="ringing"]');
  document.title = ringing ? `☎ ${say("calling", grouped(ringing.dataset.dst))}` : title;
}

async function touch(item, what) {
  const { requestId } = item.dataset;
  if (what === "answer") {
    wanted.add(requestId);
  }
  if (await send("POST", `/_simulator/calls/${requestId}/${what}`, "tooLate")) {
    item.dataset.touched = "on";
    if (what === "let-ring") {
      item.dataset.rings = "on";
    }
    showState(item);
  }
}

// Whether it worked; a conflict has words of its own.
async function send(method, path, conflict = "notDone", json = undefined) {
  try {
    const answer = await fetch(path, { method, body: json });
    showTrouble(answer.ok ? "" : say(answer.status === 409 ? conflict : "notDone"));
    return answer.ok;
  } catch {
    showTrouble(say("notDone"));
    return false;
  }
}

function show(call) {
  const item = find(call.requestId);
  if (item) {
    update(item, call);
  } else {
    add(call);
  }
}

function update(item, call) {
  const before = item.dataset.state;
  if (call.person) {
    item.dataset.person = call.person;
  }
  item.dataset.state = call.state;
  if (call.state !== before) {
    if (call.state === "answered") {
      tell(item, wanted.has(call.requestId) || speakSwitch.checked);
    } else if (call.state === "ended" && before === "ringing") {
      uncover(item, codeOf(item).length);
    } else {
      hush(item);
    }
    if (call.state !== "answered") {
      news.textContent = `${grouped(call.dst)}: ${say(call.state)}`;
    }
  }
  showState(item);
}

function add(call) {
  const item = build(call);
  if (call.person) {
    item.dataset.person = call.person;
  }
  list.prepend(item);
  bringToLife(item);
  while (list.childElementCount > maxCalls) {
    list.lastElementChild.remove();
  }
  if (call.state === "ringing") {
    ringOnce();
    news.textContent = say("calling", [...call.dst].join(" "));
  } else {
    news.textContent = `${grouped(call.dst)}: ${say(call.state)}`;
  }
}

function find(requestId) {
  return [...list.children].find((item) => item.dataset.requestId === requestId);
}

// After a lost connection the whole list comes again; what is already shown stays, and so does the focus.
function replaceAll(calls) {
  const known = new Set(calls.map((call) => call.requestId));
  [...list.children].filter((item) => !known.has(item.dataset.requestId)).forEach((item) => item.remove());
  calls.toReversed().forEach(show);
  if (list.childElementCount === 0) {
    list.replaceChildren(); // without white space left over, the list counts as empty
    news.textContent = "";
    wanted.clear();
    stopTone();
    showTitle();
    window.speechSynthesis?.cancel();
  }
}

// --- Faults: a chip queues one, and the count tells how many wait ---

let newsOfFaults = 0;

function showCount(name, count) {
  const shown = document.querySelector(`[data-count="${name}"]`);
  const text = count > 0 ? say("queued", count) : say("none");
  if (shown.textContent !== "" && shown.textContent !== text) {
    news.textContent = `${document.getElementById(name).textContent}: ${text}`;
  }
  shown.textContent = text;
  document.querySelector(`[data-forget="${name}"]`).hidden = count === 0;
}

async function countFaults() {
  try {
    const before = newsOfFaults;
    const [faults, pushFaults] = await Promise.all(["faults", "push-faults"].map(async (name) =>
      (await fetch(`/_simulator/${name}`)).json()));
    if (before !== newsOfFaults) {
      return; // what came meanwhile is newer than this answer
    }

    showCount("faults", faults.reduce((sum, fault) => sum + fault.count, 0));
    showCount("push-faults", pushFaults.length);
  } catch {
    // The connection is lost, and says so; the count comes with the next one.
  }
}

function wireFaults() {
  document.querySelectorAll("[data-fault]").forEach((chip) =>
    chip.addEventListener("click", () => send("POST", "/_simulator/faults", "full", chip.dataset.fault)));
  document.querySelectorAll("[data-push-fault]").forEach((chip) =>
    chip.addEventListener("click", () => send("POST", "/_simulator/push-faults", "full", chip.dataset.pushFault)));
  document.querySelectorAll("[data-forget]").forEach((button) =>
    button.addEventListener("click", () => {
      button.parentElement.querySelector(".chip").focus(); // this button goes with the faults
      send("DELETE", `/_simulator/${button.dataset.forget}`);
    }));
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
  events.addEventListener("open", () => {
    showConnection(true, say("connected"));
    countFaults();
  });
  events.addEventListener("calls", (event) => replaceAll(JSON.parse(event.data)));
  events.addEventListener("call", (event) => show(JSON.parse(event.data)));
  events.addEventListener("faults", (event) => {
    newsOfFaults++;
    const { faults, pushFaults } = JSON.parse(event.data);
    showCount("faults", faults);
    showCount("push-faults", pushFaults);
  });
  events.addEventListener("error", () => {
    showConnection(false, say("disconnected"));
    // The browser tries again by itself, except after an answer that was not a stream.
    if (events.readyState === EventSource.CLOSED) {
      setTimeout(connect, 3000);
    }
  });
}

function wireLanguage() {
  const button = document.getElementById("language");
  const other = document.documentElement.lang === "en" ? "zh-CN" : "en";
  button.lang = other;
  button.textContent = say("other");
  button.hidden = false;
  button.addEventListener("click", () => {
    document.cookie = `ytx-handset-language=${other}; path=/; max-age=31536000; samesite=strict`;
    location.reload();
  });
}

remember(ringSwitch, "ytx-handset-ring", "on");
remember(speakSwitch, "ytx-handset-speak", "off");
remember(showSwitch, "ytx-handset-show", "off");
ringSwitch.addEventListener("change", () => {
  stopTone();
  showSoundHint();
});
showSwitch.addEventListener("change", () => [...list.children].forEach(showCode));
document.querySelectorAll("[data-live]").forEach((part) => { part.hidden = false; });
document.getElementById("clear").addEventListener("click", () => send("DELETE", "/_simulator/calls"));
document.getElementById("forget-limits").addEventListener("click", async ({ target }) => {
  if (await send("POST", "/_simulator/forget-limits")) {
    showDone(target, "limitsForgotten", "forgetLimits");
  }
});
document.getElementById("sound").addEventListener("click", allowSound);
// Not on pointerdown: with the hint gone, everything moves up and the click would miss its button.
addEventListener("click", allowSound, { once: true });
addEventListener("keydown", allowSound, { once: true });
window.speechSynthesis?.getVoices(); // some browsers load their voices on the first question
setInterval(ringOnce, 3000);
wireLanguage();
wireFaults();
showSoundHint();
[...list.children].forEach(bringToLife);
connect();
