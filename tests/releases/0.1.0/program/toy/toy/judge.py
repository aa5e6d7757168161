class Judge:
    def split(self, config, data):
        return data[:3], data[3:]

    def evaluate(self, data, model, config):
        return [{"name": "mean", "value": str(model["mean"]), "valueType": "double"}]
