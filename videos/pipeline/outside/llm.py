"""The client for a language model at any endpoint with OpenAI's protocol: the only one in the project."""

import json
from typing import Any

import openai
from openai import OpenAI

from videos.pipeline.errors import WriterFailed, WriterUnreachable

_RETRIES = 1
"""Retries after a timeout, a 429 or a 5xx. There are few, since a job must not be silent for long."""


class Llm:
    """A model at an endpoint. ``tokens`` limits each response, ``timeout`` (in seconds) each try."""

    def __init__(self, base_url: str, model: str, key: str, timeout: float, tokens: int) -> None:
        self.name = model
        self._tokens = tokens
        # A local endpoint needs no key, and the client does not start without one.
        self._client = OpenAI(base_url=base_url or None, api_key=key or "none", timeout=timeout, max_retries=_RETRIES)

    def answer(self, instructions: str, material: str, schema: dict[str, Any]) -> str:
        """The model's answer as JSON text. The endpoint is asked to follow ``schema``, which is not checked here.

        Raises WriterFailed with the reason and the remedy.
        """
        try:
            completion = self._client.chat.completions.create(
                model=self.name,
                messages=[{"role": "system", "content": instructions}, {"role": "user", "content": material}],
                response_format={
                    "type": "json_schema",
                    "json_schema": {"name": "answer", "strict": True, "schema": schema},
                },
                max_completion_tokens=self._tokens,
                temperature=0,
            )
        except openai.APIError as error:
            raise _failure(error) from error
        except json.JSONDecodeError as error:
            raise WriterFailed("The language model's endpoint did not send JSON. Check LLM_BASE_URL.") from error
        if not getattr(completion, "choices", None):  # the client returns a response in another form unchanged
            raise WriterFailed("The language model's endpoint sent no answer. Check LLM_BASE_URL and LLM_MODEL.")
        choice = completion.choices[0]
        if choice.finish_reason == "length":
            raise WriterFailed("The language model's answer was cut off. Raise LLM_TOKENS.")
        if choice.message.refusal or not choice.message.content:
            raise WriterFailed("The language model refused to answer. Request the video with the writer rules.")
        return choice.message.content


def _failure(error: openai.APIError) -> WriterFailed:
    if isinstance(error, openai.AuthenticationError | openai.PermissionDeniedError):
        return WriterFailed("The language model's endpoint refused the key. Check LLM_API_KEY.")
    if isinstance(error, openai.NotFoundError | openai.BadRequestError):
        return WriterFailed(
            f"The language model's endpoint refused the request. Check LLM_MODEL and LLM_BASE_URL. ({error.message})"
        )
    if isinstance(error, openai.RateLimitError):
        return WriterUnreachable("The language model's endpoint received too many requests. Retry the job later.")
    if isinstance(error, openai.APITimeoutError):
        return WriterUnreachable(
            "The language model did not answer in time. Retry the job later, or raise LLM_TIMEOUT."
        )
    reason = "The language model could not be reached, or failed. Check LLM_BASE_URL, and retry the job later."
    unreachable = isinstance(error, openai.APIConnectionError | openai.InternalServerError)
    return WriterUnreachable(reason) if unreachable else WriterFailed(reason)
