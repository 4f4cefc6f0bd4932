namespace AnomalyWatch.EventHubsEmulator.Amqp.Links;

/// <summary>A link on which we send.</summary>
internal interface IOutgoingLink
{
    /// <summary>The peer says what it takes.</summary>
    void OnFlow(uint deliveryCount, uint credit, bool drain);

    /// <summary>Message bytes went to the socket.</summary>
    void OnWritten(int bytes);

    /// <summary>The link is about to be detached: returns when nothing of it will be written any more that is not in the writer's queue already.</summary>
    void StopSending();

    /// <summary>The link is gone.</summary>
    void OnClosed();
}
