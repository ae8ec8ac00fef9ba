from rung.assess.parse import r_script

TEXT = """\
library(tidymodels); require("x")
set.seed(42)
source("R/a.R")
f <- function(a, b = 2) {
  y <- pkg::fit(a, "s", size = 3, g(1)) %>% predict(.)
  if (y == 2) stop('no "x"') # c(
}
g = function(x) x
write.csv(df, file = "out.csv"); s <- r"(a ) "q)"
mlflow::mlflow_log_param("x", 1)
"""


def test_what_a_script_uses():
    script = r_script.read(TEXT)
    assert script.packages == {"tidymodels": 1, "x": 1, "pkg": 5, "mlflow": 10}
    assert script.sources == (("R/a.R", 3),)
    assert script.functions == {"f": 4, "g": 8}
    assert script.seed_line == 2


def test_calls():
    script = r_script.read(TEXT)
    (fit,) = script.find("fit")
    assert (fit.package, fit.line, fit.args, fit.named) == ("pkg", 5, ["a", "s"], {"size": "3"})
    assert script.find("write.csv")[0].named == {"file": "out.csv"}
    assert script.find("mlflow_log_param")[0].args == ["x", "1"]
    assert script.find("c") == ()


def test_chunks_of_a_document():
    script = r_script.read_chunks("text\n```{r}\nlibrary(z)\n```\n```r\nlibrary(shown)\n```\n")
    assert script.packages == {"z": 3}
