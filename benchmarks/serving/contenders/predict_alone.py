"""What the class itself costs: CPU microseconds per call of its predict for one row, in a loop, without any server."""
import time

import numpy as np
from src.prediction_service import ClusterModel

model = ClusterModel()
row = np.array([[1, 2]])
for _ in range(500):
    model.predict(row)
began = time.process_time()
for _ in range(4000):
    model.predict(row)
print((time.process_time() - began) / 4000 * 1e6)
