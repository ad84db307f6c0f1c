"""The search for better plans: adaptive large neighbourhood search on a point in whole lots.

    point ← the plan at hand, or the one that decides nothing
    while point breaks rows:                                    mend: steps about broken rows (`Broken`)
        point ← step(point, columns about a broken row)
    beside it, once the linear relaxation is solved,            construction: relax-and-fix
    unless the stage began from a plan near it:
        x ← structure whole, all else relaxed; then structure and followers fixed, all else whole
        point ← the better of point and x, mended
    repeat on every core until the stage is over:               loop
        neighbourhood ← one at random, likelier the more often it has lately brought something
        free ← about as many whole columns of it as it can decide in time, and what follows them
        found ← best of the programme with all other columns as in point, point as start       (HiGHS)
        point ← found, or its free columns in what others have found meanwhile, where better
        the neighbourhood's size × 1.3 if solved to the end, × 0.75 if time ran out in vain

A point may break rows, and miss earlier objectives, at a price: steps mend it; only points that hold are plans. A later
stage pays for all that a point has of earlier objectives, not just for what it misses, at a price that follows it: else
the first steps spend all that may be given up, for little (`pooling.plan.program.weights`).
Large neighbourhood search: Shaw 1998; adaptive weights: Ropke and Pisinger 2006; sub-programmes around a relaxation
(`Differing`): Danna, Rothberg and Le Pape 2005; relax-and-fix and fix-and-optimize: Helber and Sahling 2010.
Tuned numbers of the loop are in `pooling.plan.parameters`, those of a construction in its file; size classes of cases
in `pooling.plan.stage.workshop`.
"""
