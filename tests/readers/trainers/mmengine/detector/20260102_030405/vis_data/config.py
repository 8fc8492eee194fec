model = dict(
    depths=[
        2,
        2,
    ], type='Toy')
offset = -1.5
optimizer = dict(lr=0.02, type='SGD')
seed = None
work_dir = '/home/someone/work'
