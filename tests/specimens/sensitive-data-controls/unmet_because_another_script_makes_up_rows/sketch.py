from sklearn.datasets import make_classification

print(make_classification(n_samples=10))
