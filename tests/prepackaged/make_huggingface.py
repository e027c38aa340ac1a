"""Makes two tiny models below FOLDER with transformers itself, and prints what their pipelines answer: python make_huggingface.py FOLDER"""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import tensorflow as tf  # noqa: E402
from transformers import (  # noqa: E402
    DistilBertConfig,
    DistilBertTokenizerFast,
    TFDistilBertForQuestionAnswering,
    TFDistilBertForSequenceClassification,
    pipeline,
)

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "good", "bad", "a", "film", "very"]
TEXTS = ["a very good film", "a bad film", "film"]
QUESTION = {"question": "good film", "context": "a very good film"}


def main(folder):
    tf.random.set_seed(0)
    classify = make(os.path.join(folder, "classifier"), TFDistilBertForSequenceClassification, "text-classification")
    answer = make(os.path.join(folder, "reader"), TFDistilBertForQuestionAnswering, "question-answering")
    made = {
        "texts": TEXTS,
        "answers": classify(TEXTS),
        "all_scores": classify(TEXTS[:1], top_k=None),
        "question": QUESTION,
        "answer": answer(**QUESTION),
    }
    print(json.dumps(made))


def make(folder, model_class, task):
    os.mkdir(folder)
    with open(os.path.join(folder, "vocab.txt"), "w") as file:
        file.write("\n".join(WORDS))
    tokenizer = DistilBertTokenizerFast(os.path.join(folder, "vocab.txt"))
    # Large weights, or every text would be answered alike.
    config = DistilBertConfig(
        vocab_size=len(WORDS), dim=8, n_layers=1, n_heads=2, hidden_dim=8, max_position_embeddings=16, initializer_range=1.0,
        id2label={0: "BAD", 1: "GOOD"}, label2id={"BAD": 0, "GOOD": 1},
    )  # fmt: skip
    model = model_class(config)
    model(tokenizer("a film", return_tensors="tf"))
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return pipeline(task, model=folder, tokenizer=folder, framework="tf")


if __name__ == "__main__":
    main(sys.argv[1])
