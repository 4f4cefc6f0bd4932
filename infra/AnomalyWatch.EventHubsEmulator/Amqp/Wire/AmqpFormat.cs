namespace AnomalyWatch.EventHubsEmulator.Amqp.Wire;

/// <summary>Format codes of AMQP 1.0 (part 1, 1.6) and descriptors (parts 2, 3 and 5) as far as they are read or written by hand here.</summary>
internal static class AmqpFormat
{
    public const byte Described = 0x00;
    public const byte Null = 0x40;
    public const byte True = 0x41;
    public const byte False = 0x42;
    public const byte UInt0 = 0x43;
    public const byte List0 = 0x45;
    public const byte SmallUInt = 0x52;
    public const byte SmallULong = 0x53;
    public const byte Boolean = 0x56;
    public const byte UInt = 0x70;
    public const byte ULong = 0x80;
    public const byte Long = 0x81;
    public const byte Timestamp = 0x83;
    public const byte Binary8 = 0xa0;
    public const byte String8 = 0xa1;
    public const byte Symbol8 = 0xa3;
    public const byte Binary32 = 0xb0;
    public const byte String32 = 0xb1;
    public const byte Symbol32 = 0xb3;
    public const byte List8 = 0xc0;
    public const byte Map8 = 0xc1;
    public const byte List32 = 0xd0;
    public const byte Map32 = 0xd1;

    public const ulong Open = 0x10;
    public const ulong Attach = 0x12;
    public const ulong Flow = 0x13;
    public const ulong Transfer = 0x14;
    public const ulong Detach = 0x16;
    public const ulong Close = 0x18;

    public const ulong SaslMechanisms = 0x40;
    public const ulong SaslInit = 0x41;

    public const ulong Header = 0x70;
    public const ulong DeliveryAnnotations = 0x71;
    public const ulong MessageAnnotations = 0x72;
    public const ulong Properties = 0x73;
    public const ulong Data = 0x75;
    public const ulong Footer = 0x78;

    /// <summary>The message format of a batch: every data section of the body is one complete message.</summary>
    public const uint BatchFormat = 0x80013700;
}
