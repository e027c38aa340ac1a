"""The seed's class, which says of itself that rows do not depend on each other."""
from src.prediction_service import ClusterModel


class BatchedClusterModel(ClusterModel):
    max_batch_size = 64
