"""The client for a language model at any endpoint with OpenAI's protocol: the only one in the project."""

import json
from typing import Any

from videos.pipeline.errors import WriterFailed, WriterUnreachable
from videos.pipeline.outside.openai_protocol import Endpoint, EndpointError, Problem

_OPENAI = "https://api.openai.com/v1"
_TRIES = 2
_MOST_BYTES = 4_000_000

_FAILURES = {
    Problem.SLOW: "The language model did not answer in time. Retry the job later, or raise LLM_TIMEOUT.",
    Problem.UNREACHABLE: "The language model could not be reached. Check LLM_BASE_URL, and retry the job later.",
    Problem.BUSY: "The language model's endpoint is busy, or failed. Retry the job later.",
    Problem.KEY: "The language model's endpoint refused the key. Check LLM_API_KEY.",
    Problem.REFUSED: "The language model's endpoint refused the request. Check LLM_MODEL and LLM_BASE_URL.",
    Problem.ADDRESS: "The language model's endpoint cannot be asked. Check LLM_BASE_URL.",
    Problem.SIZE: "The language model's endpoint sent more than 4 MB. Check LLM_BASE_URL.",
}


class Llm:
    """A model at an endpoint, OpenAI's if ``base_url`` is empty.

    ``tokens`` limits each response, ``timeout`` (in seconds) each of two tries.
    """

    def __init__(self, base_url: str, model: str, key: str, timeout: float, tokens: int) -> None:
        self.name = model
        self._tokens = tokens
        self._endpoint = Endpoint(base_url or _OPENAI, key, timeout, _TRIES, _MOST_BYTES)

    def answer(self, instructions: str, material: str, schema: dict[str, Any]) -> str:
        """The model's answer as JSON text. The endpoint is asked to follow ``schema``, which is not checked here.

        Raises WriterFailed with the reason and the remedy.
        """
        request = {
            "model": self.name,
            "messages": [{"role": "system", "content": instructions}, {"role": "user", "content": material}],
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "answer", "strict": True, "schema": schema},
            },
            "max_completion_tokens": self._tokens,
            "temperature": 0,
        }
        try:
            content, _ = self._endpoint.post("/chat/completions", request)
        except EndpointError as error:
            raise (WriterUnreachable if error.transient else WriterFailed)(error.said(_FAILURES)) from error
        return _answer(content)


def _answer(content: bytes) -> str:
    """What the first choice of a completion says."""
    try:
        choice = json.loads(content)["choices"][0]
        finish, message = choice.get("finish_reason"), choice["message"]
        refusal, said = message.get("refusal"), message.get("content")
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise WriterFailed(
            "The language model's endpoint sent no completion. Check LLM_BASE_URL and LLM_MODEL."
        ) from error
    if finish == "length":
        raise WriterFailed("The language model's answer was cut off. Raise LLM_TOKENS.")
    if refusal or not said or not isinstance(said, str):
        raise WriterFailed("The language model refused to answer. Request the video with the writer rules.")
    return said
