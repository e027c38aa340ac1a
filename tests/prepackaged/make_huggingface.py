"""Makes a tiny classifier of texts in FOLDER with transformers itself, and prints what its pipeline answers: python make_huggingface.py FOLDER"""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import tensorflow as tf  # noqa: E402
from transformers import (  # noqa: E402
    DistilBertConfig,
    DistilBertTokenizerFast,
    TFDistilBertForSequenceClassification,
    pipeline,
)

folder = sys.argv[1]
words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "good", "bad", "a", "film", "very"]
with open(os.path.join(folder, "vocab.txt"), "w") as file:
    file.write("\n".join(words))
tokenizer = DistilBertTokenizerFast(os.path.join(folder, "vocab.txt"))
config = DistilBertConfig(
    vocab_size=len(words), dim=8, n_layers=1, n_heads=2, hidden_dim=8, max_position_embeddings=16,
    id2label={0: "BAD", 1: "GOOD"}, label2id={"BAD": 0, "GOOD": 1},
)  # fmt: skip
tf.random.set_seed(0)
model = TFDistilBertForSequenceClassification(config)
model(tokenizer("a film", return_tensors="tf"))
model.save_pretrained(folder)
tokenizer.save_pretrained(folder)
texts = ["a very good film", "a bad film"]
answers = pipeline("text-classification", model=folder, tokenizer=folder, framework="tf")(texts)
print(json.dumps({"texts": texts, "answers": answers}))
