"""How videos are made unless a request says otherwise: voice, theme, language model, render cache."""

import os

from hiddenhill.settings.variables import Section, number, one_of, some_of, switch, text, whole
from videos.pipeline.options import Engine

_section = Section("Videos")

SPEECH_ENGINE = _section.setting(
    "SPEECH_ENGINE",
    one_of(*Engine),
    "hibari",
    "Default voice: `hibari` (female), `piper` (male; its licence is unclear), `espeak` (robotic, and the fastest), or "
    "`endpoint` (that of SPEECH_BASE_URL).",
)
SPEECH_VOICES = _section.setting(
    "SPEECH_VOICES",
    some_of(*(engine for engine in Engine if engine != Engine.ENDPOINT)),
    ["hibari", "espeak"],
    "Voices that a request may choose besides the default. `piper` is not among them, since its licence is unclear.",
)
SPEECH_BASE_URL = _section.setting(
    "SPEECH_BASE_URL",
    text,
    "",
    "Base URL of an endpoint that speaks, with OpenAI's protocol. It adds the voice `endpoint`.",
    example="http://127.0.0.1:8880/v1",
)
SPEECH_MODEL = _section.setting("SPEECH_MODEL", text, "tts-1", "Model of that endpoint.")
SPEECH_VOICE = _section.setting("SPEECH_VOICE", text, "alloy", "Voice of that endpoint.")
SPEECH_API_KEY = _section.setting("SPEECH_API_KEY", text, "", "Key for that endpoint.", secret=True)
SPEECH_TIMEOUT = _section.setting(
    "SPEECH_TIMEOUT",
    number(),
    12.0,
    "Seconds to wait for the endpoint to speak a sentence. A request is tried three times.",
)
# The runtime of the neural voices would store an id of the device for telemetry, unless this is set before it loads.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

LEXICON = _section.setting(
    "LEXICON",
    text,
    "",
    "File with a line `written = spoken` for each word that the voice gets wrong; `#` starts a comment.",
    example="/etc/hiddenhill/lexicon.txt",
)
THEME_ACCENT = _section.setting("THEME_ACCENT", text, "", "Accent colour.", example="#0b6e6e")
THEME_LOGO = _section.setting(
    "THEME_LOGO", text, "", "Path of the logo: PNG, JPEG or WebP.", example="/etc/hiddenhill/logo.png"
)
THEME_CALL_TO_ACTION = _section.setting(
    "THEME_CALL_TO_ACTION", text, "", "Closing sentence, shown and spoken on the closing card."
)
ENCODE_ALL_FRAMES = _section.setting(
    "ENCODE_ALL_FRAMES",
    switch,
    False,
    "Encode fades and repeated frames with x264, for players that do not show hand-written H.264 frames.",
)
PARTS_MB = _section.setting(
    "PARTS_MB",
    whole(),
    1000,
    "Size of the render cache of each machine, in MB; 0 turns it off. The parts that were unused for longest go first.",
)

LLM_MODEL = _section.setting(
    "LLM_MODEL",
    text,
    "",
    "Language model that may choose sentences. Without it, rules choose.",
    example="name-of-the-model",
)
LLM_BASE_URL = _section.setting(
    "LLM_BASE_URL",
    text,
    "",
    "Base URL of an endpoint with OpenAI's protocol.",
    example="http://127.0.0.1:8080/v1",
)
LLM_API_KEY = _section.setting("LLM_API_KEY", text, "", "Key for that endpoint.", secret=True)
LLM_TIMEOUT = _section.setting(
    "LLM_TIMEOUT", number(), 25.0, "Seconds to wait for the model. A request is tried twice."
)
LLM_TOKENS = _section.setting("LLM_TOKENS", whole(), 2000, "Length limit of an answer, in tokens.")
