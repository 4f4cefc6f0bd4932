namespace AnomalyWatch.Training;

/// <summary>What ML.NET does not keep of a PCA: the variance along each direction, and of what is left over.</summary>
internal static class PcaVariances
{
    /// <summary>The mean squares of the vectors' projections and of the rest.</summary>
    public static (float[] EigenValues, float Residual) Of(IReadOnlyCollection<float[]> vectors, float[][] directions, float[] mean)
    {
        var sums = new double[directions.Length];
        double residual = 0;
        foreach (var vector in vectors)
        {
            var centred = vector.Select((value, i) => (double)value - mean[i]).ToArray();
            var left = centred.Sum(value => value * value);
            for (var k = 0; k < directions.Length; k++)
            {
                var projection = directions[k].Select((weight, i) => weight * centred[i]).Sum();
                sums[k] += projection * projection;
                left -= projection * projection;
            }

            residual += Math.Max(0, left);
        }

        return ([.. sums.Select(sum => (float)(sum / vectors.Count))], (float)(residual / vectors.Count));
    }
}
