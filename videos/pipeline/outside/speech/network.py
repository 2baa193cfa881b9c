"""Starts the networks of the neural voices with ONNX Runtime."""

import onnxruntime
from onnxruntime.capi.onnxruntime_pybind11_state import (
    Fail,
    InvalidArgument,
    InvalidGraph,
    InvalidProtobuf,
    NoSuchFile,
    RuntimeException,
)

ERRORS = (Fail, InvalidArgument, InvalidGraph, InvalidProtobuf, NoSuchFile, RuntimeException)
"""What the runtime raises for a model that it cannot load or run."""


Network = onnxruntime.InferenceSession


def start(model: bytes) -> onnxruntime.InferenceSession:
    """A session with one thread. A worker makes one video at a time; other workers use the other cores."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # it keeps the memory of the longest sentence, and saves no time
    return onnxruntime.InferenceSession(model, sess_options=options, providers=["CPUExecutionProvider"])
