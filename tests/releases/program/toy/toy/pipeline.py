def train(config, data):
    return {"mean": sum(data) / len(data)}


def score(config, data, model):
    return [model["mean"] for _ in data]
