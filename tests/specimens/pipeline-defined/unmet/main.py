from steps import evaluate_model, load_data, register_model, train_model

if __name__ == "__main__":
    frame = load_data()
    model = train_model(frame)
    evaluate_model(model, frame)
    register_model(model)
