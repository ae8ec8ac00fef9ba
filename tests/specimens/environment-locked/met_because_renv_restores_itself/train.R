library(ranger)
model <- ranger(price ~ ., data = read.csv("rides.csv"))
