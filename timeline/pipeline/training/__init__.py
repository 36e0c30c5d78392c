"""Training of the embedded pipeline: `python -m timeline.pipeline.training convert|train|export|evaluate`.

Needs the extra `train` (torch, onnx, safetensors), a folder of the public corpora and the base model's
weights; running the pipeline needs none of it.
"""
