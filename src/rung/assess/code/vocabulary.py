"""The words of machine learning libraries: which packages learn, which calls train, save, split, measure.

Names are those of the libraries' public interfaces. A new library is one line here; what a call *means* for a
practice is decided elsewhere.
"""

from __future__ import annotations

LEARNING_PACKAGES = frozenset({
    "sklearn", "xgboost", "lightgbm", "catboost", "torch", "tensorflow", "keras", "tf_keras", "jax", "flax",
    "optax", "transformers", "sentence_transformers", "peft", "trl", "statsmodels", "prophet", "fbprophet",
    "neuralprophet", "pytorch_lightning", "lightning", "fastai", "pycaret", "h2o", "autogluon", "flaml", "tpot",
    "surprise", "implicit", "gensim", "spacy", "fasttext", "darts", "sktime", "pmdarima", "tslearn",
    "lifelines", "imblearn", "ultralytics", "detectron2", "mmdet", "mmcv", "mmengine", "timm", "torchvision",
    "paddle", "mxnet", "chainer", "theano", "caffe", "cuml", "pyspark.ml", "pyspark.mllib", "synapse.ml",
    "interpret", "pytorch_tabnet", "stable_baselines3", "econml", "causalml", "hmmlearn", "pomegranate", "pyro",
    "pymc", "numpyro", "skorch", "orbit", "statsforecast", "mlforecast", "neuralforecast", "gluonts", "recbole",
    "lightfm", "allennlp", "flair", "simpletransformers", "ludwig", "haiku", "equinox",
    "tensorflow_decision_forests", "ngboost", "river", "skmultiflow", "pyod", "stumpy", "bertopic", "setfit",
    "diffusers", "accelerate", "deepspeed", "onnxruntime", "tflite_runtime", "vllm", "llama_cpp", "ctranslate2",
    "sagemaker", "azureml", "azure.ai.ml", "google.cloud.aiplatform", "kfp", "tfx", "skl2onnx",
    "mlflow.sklearn", "scikitplot", "yellowbrick", "category_encoders", "feature_engine", "bentoml", "mleap",
    "evaluate", "datasets", "pymc3", "stan", "pystan", "cmdstanpy", "bambi", "tensorflow_probability", "blackjax",
    "nutpie", "emcee", "node2vec", "karateclub", "pecanpy", "stellargraph", "torch_geometric", "dgl", "cornac",
    "spotlight", "top2vec", "stepfunctions",
})  # fmt: skip
"""Packages whose import makes a module a machine learning module."""

TRAINING = (
    "*.fit", "*.partial_fit", "*.fit_generator", "*.fit_one_cycle", "*.fine_tune", "*.fit_predict",
    "*.fitted_pipeline", "xgboost.train", "xgboost.cv", "lightgbm.train", "lightgbm.cv", "catboost.train",
    "*rainer().train", "*rainer.train", "*YOLO().train", "*.train_on_batch", "*.begin_training", "*.train_supervised",
    "*.train_unsupervised", "*.compare_models", "*.create_model", "*.auto_arima", "*.apply_gradients",
    "*.backward", "*.train_and_evaluate", "*Estimator().train", "*Estimator.train", "*.TrainingJob().run",
    "*TrainingJob().run", "*.fine_tuning.jobs.create", "*.lr_find", "mlflow.projects.run", "*.learn",
    "spacy.cli.train.train", "*.train_test", "*Word2Vec", "*Doc2Vec", "*FastText", "*LdaModel", "*LdaMulticore",
    "*.fit_transform_model", "*.train_model", "sagemaker.workflow.*TrainingStep", "sagemaker.workflow.*TuningStep",
    "stepfunctions.*TrainingStep", "stepfunctions.*TuningStep", "*.create_training_job",
    "*.create_hyper_parameter_tuning_job",
    "google_cloud_pipeline_components.*TrainingJobRunOp", "google_cloud_pipeline_components.*CustomTrainingJobOp",
)  # fmt: skip
"""Calls that may train a model; `is_training` in `collectors.training` weeds out what only prepares."""

PREPARING = (
    "Scaler", "Encoder", "Vectorizer", "Imputer", "Binarizer", "Discretizer", "PCA", "TruncatedSVD",
    "Tokenizer", "LabelEncoder", "PolynomialFeatures", "PowerTransformer", "QuantileTransformer",
    "FunctionTransformer", "Normalizer", "ColumnTransformer", "FeatureUnion", "SelectKBest",
    "VarianceThreshold", "TSNE", "UMAP", "SMOTE", "Resampler", "TfidfTransformer", "CountVectorizer",
    "StringIndexer", "VectorAssembler", "preprocess", "transformer", "scaler", "encoder", "vectorizer",
    "imputer", "tokenizer", "explainer", "Explainer", "drift", "detector", "curve", "visualizer",
)  # fmt: skip
"""Parts of the name of an object whose `fit` learns no model."""

SAVING = (
    "joblib.dump", "pickle.dump", "cloudpickle.dump", "dill.dump", "*.save_model", "torch.save",
    "*.save_pretrained", "*.export_model", "skops.io.dump", "mlflow.*.log_model", "mlflow.*.save_model",
    "*.save_weights", "tf.saved_model.save", "tensorflow.saved_model.save", "*.to_onnx", "torch.onnx.export",
    "skl2onnx.convert_sklearn", "*.save_checkpoint", "bentoml.*.save_model", "bentoml.*.save",
    "*.write().overwrite().save", "*.model.save", "?model.save", "*Sequential().save",
    "*2Vec().save", "*2Vec().fit().save", "*.save_word2vec_format",
)  # fmt: skip
"""Calls that write a trained model."""

LOADING = (
    "joblib.load", "pickle.load", "pickle.loads", "cloudpickle.load", "dill.load", "*.load_model", "torch.load",
    "*.from_pretrained", "skops.io.load", "mlflow.*.load_model", "tensorflow.saved_model.load",
    "*.load_weights", "onnxruntime.InferenceSession", "*.load_checkpoint", "*.load_from_checkpoint",
    "bentoml.*.get", "bentoml.*.load_model", "*.load_state_dict", "transformers.pipeline",
    "*PipelineModel.load", "mlflow.pyfunc.spark_udf", "catboost.*.load_model",
    "gensim.*.load", "gensim.*.load_*_format", "*ALSModel.load", "*AlternatingLeastSquares.load",
)  # fmt: skip
"""Calls that read a trained model back."""

PREDICTING = (
    "*.predict", "*.predict_proba", "*.predict_batch", "*.transform_model", "*.generate", "*.inference",
    "*.score_model", "*.posterior_predictive", "*.sample_posterior_predictive", "*.most_similar", "*.similar_items",
    "*.recommendForAll*", "*.recommendForUserSubset", "*.recommend",
)  # fmt: skip
"""Calls that ask a model."""

SPLITTING = (
    "*.train_test_split", "train_test_split", "*KFold", "*KFold().split", "*ShuffleSplit", "*TimeSeriesSplit",
    "*.random_split", "*.randomSplit", "*.train_validation_split", "*.temporal_train_test_split",
    "*.group_train_test_split", "*.initial_split", "*.initial_time_split", "*.create_data_partition",
    "*.createDataPartition", "*.sample_split", "initial_split", "initial_time_split", "group_initial_split",
    "initial_validation_split", "createDataPartition", "*PredefinedSplit", "*.LeaveOneGroupOut", "*GroupShuffleSplit",
)  # fmt: skip
"""Calls that set rows apart."""

MEASURING = (
    "sklearn.metrics.*", "*.evaluate", "*.cross_val_score", "*.cross_validate", "*.classification_report",
    "torchmetrics.*", "*.accuracy_score", "*.f1_score", "*.roc_auc_score", "*.mean_squared_error",
    "*.mean_absolute_error", "*.r2_score", "mlflow.evaluate", "mlflow.models.evaluate", "evaluate.load",
    "*.confusion_matrix", "*.log_loss", "yardstick.*",
)  # fmt: skip
"""Calls that judge a model."""

READING = (
    "pandas.read_*", "polars.read_*", "polars.scan_*", "dask.dataframe.read_*", "*.read.csv", "*.read.parquet",
    "*.read.table", "*.read.format", "pyspark.*.read*", "*.read_csv", "*.read_parquet", "datasets.load_dataset",
    "*.load_dataset", "sklearn.datasets.*", "tensorflow_datasets.load", "torchvision.datasets.*",
    "keras.datasets.*", "*.get_historical_features", "numpy.load", "numpy.loadtxt", "numpy.genfromtxt",
    "duckdb.read_*", "*.to_dataframe", "*.read_sql", "*.read_gbq", "*.fetch_ucirepo",
    "tensorflow.keras.datasets.*.load_data", "*.load_data", "*ImageFolder", "*.image_dataset_from_directory",
    "dvc.api.*",
)  # fmt: skip
"""Calls that read data."""
