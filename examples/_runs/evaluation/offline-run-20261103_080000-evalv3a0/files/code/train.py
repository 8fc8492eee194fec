import torch
from street import Detector, scenes


def main(lr=0.0008, loss="focal"):
    model = Detector("resnet50")
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr)
    for batch in scenes("train"):
        value = model.loss(batch, kind=loss)
        value.backward()
        optimizer.step()
        optimizer.zero_grad()
        model.ema.update(model)


if __name__ == "__main__":
    main()
