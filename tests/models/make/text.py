"""Vectorizers of texts and records. Usage: python text.py FOLDER [SEED]."""
import numpy as np
import pandas as pd
from frame_case import frame_inputs, text_inputs
from reference_case import Writer
from sklearn.feature_extraction import DictVectorizer, FeatureHasher
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfTransformer, TfidfVectorizer

w = Writer("text", 1e-12)
r = w.random
pool = "the The cat dog's naïve Café RÉSUMÉ straße İstanbul ΣΑΣ 東京 日本語 x a1 42 3.14 e-mail well-known don't _under_ snake_case 𝒳math 👍 ok हिन्दी עִבְרִית ﬁne ½ x² and of to running runs I'm bbb\tttt  double \n new,line;semi:colon (paren) [br] #tag @user http://a.b/c?d=e Ⅻ ªº ﷺ noël Å ångström".split(" ")
texts = [" ".join(r.choice(pool, size=r.randint(0, 14))) for _ in range(60)]
ask = texts[:20] + ["", "   ", "a", "unseen words only zzz", "ＦＵＬＬ width", "e\u0301clair \u0345 \u0334x", "tab\tand\x0bvertical\x1cfile\x85next\u2028line", "ΑΣ ΑΣΑ", "the " * 40, "I\u0307 i\u0307"]


def t(kind, make):
    w.add(kind, make, texts, ask=ask, methods=["transform"], inputs=text_inputs(ask))


for name, make in {"count": CountVectorizer, "tfidf": TfidfVectorizer}.items():
    t(name, lambda: make())
    t(name + "-case", lambda: make(lowercase=False))
    for accents in ["unicode", "ascii"]:
        t("%s-%s" % (name, accents), lambda: make(strip_accents=accents))
    for analyzer in ["char", "char_wb"]:
        for grams in [(1, 1), (2, 4), (3, 3), (5, 9)]:
            t("%s-%s-%d-%d" % (name, analyzer, *grams), lambda: make(analyzer=analyzer, ngram_range=grams))
    t(name + "-grams", lambda: make(ngram_range=(1, 3)))
    t(name + "-pairs", lambda: make(ngram_range=(2, 2), stop_words="english"))
    t(name + "-stop", lambda: make(stop_words="english"))
    t(name + "-own-stop", lambda: make(stop_words=["cat", "the"]))
    t(name + "-binary", lambda: make(binary=True))
    t(name + "-limits", lambda: make(min_df=2, max_df=0.5, max_features=15))
    t(name + "-given", lambda: make(vocabulary=["cat", "the", "dog", "café"]))
    t(name + "-mapping", lambda: make(vocabulary={"cat": 1, "the": 0, "ok": 2}))
for index, pattern in enumerate([r"(?u)\b\w+\b", r"\b\w\w+\b", r"(?u)\b[a-zA-Z]{3,}\b", r"[^\s]+", r"\S+", r"(?u)\b\w[\w'-]+\b", r"[a-z]+(?:'[a-z]+)?", r"\w+(?:-\w+)*", r"(?i)[A-Z]+", r"#(\w+)", r"\d+\.?\d*", r"[\w.@]+", r"(?:the|cat|do[gt])", r"\w{2}", r"[^\W\d_]+", r"\b[^\d\W]{2,}\b", r"(?<!\w)\w{1,3}(?!\w)"]):
    t("pattern-%d" % index, lambda: CountVectorizer(token_pattern=pattern))
for norm in ["l1", "l2", None]:
    for smooth in [True, False]:
        t("tfidf-%s-%s" % (norm, smooth), lambda: TfidfVectorizer(norm=norm, smooth_idf=smooth, sublinear_tf=smooth))
        t("tfidf-no-idf-%s-%s" % (norm, smooth), lambda: TfidfVectorizer(norm=norm, use_idf=False, binary=smooth))
for size in [7, 64, 1000]:
    for norm in ["l1", "l2", None]:
        t("hashing-%d-%s" % (size, norm), lambda: HashingVectorizer(n_features=size, norm=norm))
    t("hashing-plain-%d" % size, lambda: HashingVectorizer(n_features=size, alternate_sign=False, binary=True, norm=None))
    t("hashing-char-%d" % size, lambda: HashingVectorizer(n_features=size, analyzer="char_wb", ngram_range=(1, 3)))
counts = CountVectorizer().fit_transform(texts)
for kind, options in {"plain": {}, "l1": dict(norm="l1"), "sublinear": dict(sublinear_tf=True), "none": dict(norm=None, use_idf=False)}.items():
    w.add("transformer-" + kind, lambda: TfidfTransformer(**options), counts, ask=counts[:9], methods=["transform"])
records = [{"city": str(r.choice(["Paris", "Lagos"])), "size": float(r.randint(0, 4)), "age": float(r.randint(0, 3))} for _ in range(30)]
table = frame_inputs(pd.DataFrame(records[:9]))
for kind, make in {"sparse": lambda: DictVectorizer(), "dense": lambda: DictVectorizer(sparse=False, separator=":", sort=False), "hasher": lambda: FeatureHasher(n_features=11), "hasher-plain": lambda: FeatureHasher(n_features=50, alternate_sign=False)}.items():
    w.add("dict-" + kind, make, records, ask=records[:9], methods=["transform"], inputs=table)
w.close()
