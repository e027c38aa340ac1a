"""Model files as a user's class."""

import hashlib
import os
import pickle
import tempfile
import unittest

import numpy as np
from radiant_worker.model_file import ModelFile


class Halver:
    n_features_in_ = 2

    def transform(self, X):
        return X / 2


class Chooser(Halver):
    classes_ = np.array(["no", "yes"])

    def predict(self, X):
        return self.classes_[(X[:, 0] > 0).astype(int)]

    def predict_proba(self, X):
        if X.shape[1] != 2:
            raise ValueError("want 2 features")
        return np.full((len(X), 2), 0.5)


class ModelFileTest(unittest.TestCase):
    def load(self, model, **options):
        handle, path = tempfile.mkstemp(suffix=".pkl")
        self.addCleanup(os.remove, path)
        with os.fdopen(handle, "wb") as file:
            file.write(pickle.dumps(model))
        loaded = ModelFile(path, **options)
        loaded.load()
        return loaded

    def test_the_best_method_answers(self):
        self.assertEqual(self.load(Halver()).predict(np.array([[2.0, 4.0]]), []).tolist(), [[1.0, 2.0]])
        chooser = self.load(Chooser())
        self.assertEqual(chooser.predict(np.array([[2.0, 4.0]]), []).tolist(), [[0.5, 0.5]])
        self.assertEqual(chooser.class_names(), ["no", "yes"])

    def test_the_wanted_method_answers(self):
        chooser = self.load(Chooser(), method="predict")
        self.assertEqual(chooser.predict(np.array([[2.0, 4.0]]), []).tolist(), ["yes"])
        self.assertRaises(NotImplementedError, chooser.class_names)

    def test_a_missing_method_is_told_with_those_that_are_there(self):
        with self.assertRaisesRegex(ValueError, "Halver has no method 'predict': its methods are transform"):
            self.load(Halver(), method="predict")

    def test_a_file_that_was_changed_is_refused(self):
        right = hashlib.sha256(pickle.dumps(Halver())).hexdigest()
        self.load(Halver(), checksum=right)
        with self.assertRaisesRegex(ValueError, "was changed"):
            self.load(Chooser(), checksum=right)

    def test_metadata_tells_the_inputs(self):
        metadata = self.load(Halver(), name="half").init_metadata()
        self.assertEqual(metadata["name"], "half")
        self.assertEqual(metadata["inputs"], [{"messagetype": "ndarray", "schema": {"shape": [-1, 2]}}])


if __name__ == "__main__":
    unittest.main()
