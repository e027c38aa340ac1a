"""Mixtures and envelopes. Usage: python mixture.py FOLDER [SEED]."""
import numpy as np
from reference_case import Writer
from sklearn.covariance import EllipticEnvelope
from sklearn.mixture import BayesianGaussianMixture, GaussianMixture

w = Writer("mixture", 1e-8)
r = w.random
x = r.normal(size=(150, 4)) @ r.normal(size=(4, 4)) + r.randint(0, 3, size=(150, 1)) * 4
for covariance in ["full", "tied", "diag", "spherical"]:
    for k in [1, 3]:
        w.add("gaussian-%s-%d" % (covariance, k), lambda: GaussianMixture(n_components=k, covariance_type=covariance, random_state=0), x)
        for prior in ["dirichlet_process", "dirichlet_distribution"]:
            w.add("bayesian-%s-%s-%d" % (covariance, prior, k), lambda: BayesianGaussianMixture(n_components=k, covariance_type=covariance, weight_concentration_prior_type=prior, random_state=0, max_iter=30), x)
w.add("envelope", lambda: EllipticEnvelope(random_state=0), x)
w.add("envelope-covariance", lambda: EllipticEnvelope(random_state=0, store_precision=False, contamination=0.2), x)
w.add("envelope-uncentred", lambda: EllipticEnvelope(random_state=0, assume_centered=True), x)
w.close()
